package llamajar.compute.cpu.x64;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.Objects;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.unpack.PositionUnpacker512;
import llamajar.compute.cpu.x64.unpack.Unpack512;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emits the product of rows of weights of a lattice type with a few columns of quantized
/// activations, with AVX-512, by coordinates of points: see [PositionUnpacker512] and
/// [PositionGroups]. A group needs one conversion to float32 and one multiplication with scales.
///
/// Parameters are those of [Gemv512].
final class LatticeGemv512 {
  private static final Gpr W = Unpack512.GROUP;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RSI;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr Y = Gpr.R10;
  private static final Gpr Y_STRIDE = Gpr.R11;
  private static final Vec WEIGHTS = Vec.zmm(18);

  private final Assembler a;
  private final PositionUnpacker512 unpacker;
  private final int columns;
  private final int prefetch;
  private final int blockBytes;

  private LatticeGemv512(Assembler a, TensorType type, int columns, int prefetch) {
    this.a = a;
    this.columns = columns;
    this.prefetch = prefetch;
    blockBytes = type.blockBytes();
    KernelFrame.enter(a);
    unpacker = Objects.requireNonNull(Unpackers512.byPosition(type, Unpack512.byPosition(a)));
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  ///
  /// @param columns 1 to 8
  /// @param rest 0, or 256 where groups are 512
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(TensorType type, int columns, int rest, int prefetch) {
    Assembler a = new Assembler(false);
    new LatticeGemv512(a, type, columns, prefetch).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    int blocks = unpacker.groupLength() / ActivationLayout.GROUP;
    a.mov(W, at(p, Gemv512.WEIGHTS));
    a.mov(ROWS_LEFT, at(p, Gemv512.ROWS));
    a.mov(Y, at(p, Gemv512.TARGET));
    a.mov(Y_STRIDE, at(p, Gemv512.TARGET_STRIDE));
    Label row = a.here();
    for (int c = 0; c < columns; c++) {
      a.emit(VPXOR, sum(c), sum(c), sum(c));
    }
    a.mov(X, at(p, Gemv512.ACTIVATIONS));
    a.mov(LEFT, at(p, Gemv512.GROUPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    group(unpacker.groupLength());
    a.add(W, blocks * blockBytes);
    a.add(X, blocks * columns * ActivationLayout.GROUP_BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    if (rest > 0) {
      group(rest);
      a.add(W, blockBytes);
    }
    store();
    a.add(Y, 4);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    KernelFrame.leave(a);
  }

  private void group(int weights) {
    if (prefetch > 0) {
      for (int i = 0; i < weights / ActivationLayout.GROUP * blockBytes; i += 64) {
        a.prefetch(at(W, prefetch + i));
      }
    }
    unpacker.begin(weights);
    Vec scales = Unpack512.SCALES;
    Vec minima = Unpack512.MINIMA;
    Mem offset = Constants.real(a, unpacker.offset()).inAllLanes();
    if (unpacker.hasMinima()) {
      a.emit(VFMADD231PS, minima, scales, offset);
    } else {
      a.emit(VMULPS, minima, scales, offset);
    }
    for (int c = 0; c < columns; c++) {
      a.emit(VPXOR, dot(c).x(), dot(c).x(), dot(c).x());
    }
    for (int i = 0; i < unpacker.coordinates(); i++) {
      unpacker.coordinate(i, WEIGHTS);
      for (int c = 0; c < columns; c++) {
        int at = (i / 4 * columns + c) * ActivationLayout.GROUP_BYTES + 64 * (i % 4);
        a.emit(VPDPBUSD, dot(c), WEIGHTS, at(X, at));
      }
    }
    Vec combined = WEIGHTS;
    for (int c = 0; c < columns; c++) {
      int base = c * ActivationLayout.GROUP_BYTES;
      a.emit(VCVTDQ2PS, dot(c), dot(c));
      a.emit(VMULPS, combined, scales, at(X, base + ActivationLayout.FINE_SCALES));
      a.emit(VFNMADD231PS, sum(c), minima, at(X, base + ActivationLayout.FINE_SUMS));
      a.emit(VFMADD231PS, sum(c), dot(c), combined);
    }
  }

  private static Vec sum(int column) {
    return Vec.zmm(column);
  }

  private static Vec dot(int column) {
    return Vec.zmm(10 + column);
  }

  private void store() {
    Gpr y = Gpr.RDX;
    a.mov(y, Y);
    for (int c = 0; c < columns; c++) {
      HorizontalSum.emit(a, sum(c), dot(c));
      a.emit(VMOVSS_STORE, at(y), sum(c).x());
      if (c + 1 < columns) {
        a.add(y, Y_STRIDE);
      }
    }
  }
}
