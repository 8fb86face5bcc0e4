package llamajar.compute.cpu.x64.row;

import java.util.EnumMap;
import java.util.Map;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// The emitted row kernels of one vector width.
final class RowCode {
  /// With AVX-512.
  static final RowCode WIDE = new RowCode(true);

  /// With AVX2.
  static final RowCode NARROW = new RowCode(false);

  private static final int RESTS = Decode512.GROUP / Decode512.UNIT;

  /// Floats of a vector.
  final int lanes;

  final EmittedKernels add;
  final EmittedKernels silu;
  final EmittedKernels copy;
  final EmittedKernels toHalf;
  final EmittedKernels fromHalf;
  final EmittedKernels fromBfloat;
  final EmittedKernels norm;
  final EmittedKernels splitHalf;
  final EmittedKernels interleaved;

  /// By the number of blocks of 32 behind whole groups.
  final Map<TensorType, EmittedKernels> decoders = new EnumMap<>(TensorType.class);

  private RowCode(boolean wide) {
    lanes = wide ? 16 : 8;
    add = new EmittedKernels(1, i -> Elements.add(wide));
    silu = new EmittedKernels(1, i -> Elements.gateSilu(wide));
    copy = new EmittedKernels(1, i -> Elements.copy(wide));
    toHalf = new EmittedKernels(1, i -> Elements.toHalf(wide));
    fromHalf = new EmittedKernels(1, i -> Elements.fromHalf(wide));
    fromBfloat = new EmittedKernels(1, i -> Elements.fromBfloat(wide));
    norm = new EmittedKernels(1, i -> RmsNorm.emit(wide));
    splitHalf = new EmittedKernels(1, i -> Rotate.splitHalf(wide));
    interleaved = new EmittedKernels(1, i -> Rotate.interleaved(wide));
    for (TensorType type : TensorType.values()) {
      if (Unpackers512.handles(type)) {
        decoders.put(type, new EmittedKernels(RESTS, i -> decode(wide, type, i * Decode512.UNIT)));
      }
    }
  }

  private static byte[] decode(boolean wide, TensorType type, int rest) {
    return wide ? Decode512.emit(type, rest) : Decode256.emit(type, rest);
  }
}
