package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.function.IntFunction;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.MachineCode;

/// [ActivationLayout]: what kernels for few columns want.
///
/// @param wide whether it is made with AVX-512
/// @param rounding what AVX-512 has of it are [Rounding#BYTES] and [Rounding#WORDS]
record QuantizedGroups(boolean wide, Rounding rounding) implements ActivationForm {
  private static final int RESTS = ActivationLayout.GROUP / ActivationLayout.BLOCK;

  private static final Map<Rounding, EmittedKernels> WIDE =
      Map.of(
          Rounding.BYTES, kernels(rest -> Quantize512.emit(rest, false)),
          Rounding.WORDS, kernels(rest -> Quantize512.emit(rest, true)));

  private static final Map<Rounding, EmittedKernels> NARROW =
      Map.of(
          Rounding.BYTES, narrow(Rounding.BYTES),
          Rounding.WORDS, narrow(Rounding.WORDS),
          Rounding.GROUP_WORDS, narrow(Rounding.GROUP_WORDS),
          Rounding.GROUP_14_BITS, narrow(Rounding.GROUP_14_BITS));

  private static EmittedKernels narrow(Rounding rounding) {
    return kernels(rest -> Quantize256.emit(rest, rounding));
  }

  /// One for each number of activations behind whole groups.
  private static EmittedKernels kernels(IntFunction<byte[]> ofRest) {
    return new EmittedKernels(RESTS, i -> ofRest.apply(ActivationLayout.BLOCK * i));
  }

  /// With a scale for each 32.
  ///
  /// @param precise whether activations have 16 bits
  QuantizedGroups(boolean wide, boolean precise) {
    this(wide, precise ? Rounding.WORDS : Rounding.BYTES);
  }

  @Override
  public long bytes(int width, int columns) {
    return ActivationLayout.bytes(width, columns);
  }

  @Override
  public int parts(int columns) {
    return columns;
  }

  @Override
  public boolean isCheap(int columns) {
    return true;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    quantize(in, part, target.address(), part, in.rows(), scratch);
  }

  /// Quantizes row `row` of `in` to column `column` of `columns`.
  void quantize(FloatRows in, int row, long target, int column, int columns, Scratch scratch) {
    int width = in.width();
    int rest = width % ActivationLayout.GROUP;
    MachineCode kernel = kernels().get(rest / ActivationLayout.BLOCK);
    MemorySegment p = ParameterBlock.of(scratch);
    long stride = (long) columns * ActivationLayout.GROUP_BYTES;
    ParameterBlock.set(p, Quantize512.SOURCE, in.data().address() + in.offset(row));
    ParameterBlock.set(
        p, Quantize512.TARGET, target + (long) column * ActivationLayout.GROUP_BYTES);
    ParameterBlock.set(p, Quantize512.STRIDE, stride);
    ParameterBlock.set(p, Quantize512.GROUPS, width / ActivationLayout.GROUP);
    kernel.call(p.address());
  }

  private EmittedKernels kernels() {
    EmittedKernels kernels = (wide ? WIDE : NARROW).get(rounding);
    if (kernels == null) {
      throw new IllegalArgumentException("AVX-512 does not round to " + rounding);
    }
    return kernels;
  }
}
