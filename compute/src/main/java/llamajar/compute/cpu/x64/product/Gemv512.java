package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.HorizontalSum;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack.Unpack512;
import llamajar.compute.cpu.x64.unpack.Unpacker512;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emits the product of rows of weights with a few columns of quantized activations, with AVX-512.
///
/// For each group of 256 weights and each column: `vpdpbusd` multiplies 64 bytes and adds fours of
/// products, which have one scale; the sums are converted to float32 and multiplied with the
/// product of the scales of weights and activations. Offsets and minima are multiplied with sums of
/// activations.
final class Gemv512 {
  /// Parameters: weights, whole groups in a row, rows, activations, target of column 0, distance of
  /// columns in the target in bytes.
  static final int WEIGHTS = 0;

  static final int GROUPS = 8;
  static final int ROWS = 16;
  static final int ACTIVATIONS = 24;
  static final int TARGET = 32;
  static final int TARGET_STRIDE = 40;

  /// Most columns.
  static final int MOST_COLUMNS = 8;

  private static final Gpr W = Unpack512.GROUP;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RSI;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr Y = Gpr.R10;
  private static final Gpr Y_STRIDE = Gpr.R11;

  private static final int ACCUMULATORS = 8;
  private static final Vec COMBINED = Vec.zmm(10);
  private static final Vec DOT = Vec.zmm(11);
  private static final Vec SPREAD = Vec.zmm(12);
  private static final int CHUNK = 13;
  private static final int INDEX = 17;

  private final Assembler a;
  private final Unpack512 u;
  private final Unpacker512 unpacker;
  private final int columns;
  private final int perColumn;
  private final int prefetch;
  private final int groupBytes;
  private final boolean precise;

  private Gemv512(Assembler a, TensorType type, int columns, boolean precise, int prefetch) {
    this.a = a;
    this.precise = precise;
    this.columns = columns;
    this.prefetch = prefetch;
    perColumn = Math.min(4, ACCUMULATORS / columns);
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
    u = Unpack512.inOrder(a);
    KernelFrame.enter(a);
    unpacker = java.util.Objects.requireNonNull(Unpackers512.of(type, u));
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  ///
  /// @param columns 1 to 8
  /// @param rest 0 or a multiple of 32 below 256
  /// @param precise whether activations have 16 bits
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(TensorType type, int columns, int rest, boolean precise, int prefetch) {
    Assembler a = new Assembler(false);
    new Gemv512(a, type, columns, precise, prefetch).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    int perLane = unpacker.isFine() ? 4 : 8;
    for (int i = 0; i < 4; i++) {
      int chunk = i;
      a.emit(VMOVDQU, Vec.zmm(INDEX + i), Constants.ints(a, 16, k -> (16 * chunk + k) / perLane));
    }
    a.mov(W, at(p, WEIGHTS));
    a.mov(ROWS_LEFT, at(p, ROWS));
    a.mov(Y, at(p, TARGET));
    a.mov(Y_STRIDE, at(p, TARGET_STRIDE));
    Label row = a.here();
    for (int i = 0; i < columns * perColumn; i++) {
      a.emit(VPXOR, Vec.zmm(i), Vec.zmm(i), Vec.zmm(i));
    }
    a.mov(X, at(p, ACTIVATIONS));
    a.mov(LEFT, at(p, GROUPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    group(ActivationLayout.GROUP);
    a.add(W, groupBytes);
    a.add(X, columns * ActivationLayout.GROUP_BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    if (rest > 0) {
      group(rest);
      a.add(W, groupBytes * rest / ActivationLayout.GROUP);
    }
    store();
    a.add(Y, 4);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    KernelFrame.leave(a);
  }

  private void group(int weights) {
    if (prefetch > 0) {
      for (int i = 0; i < groupBytes; i += 64) {
        a.prefetch(at(W, prefetch + i));
      }
    }
    unpacker.scales(weights);
    Vec scales = Unpack512.SCALES;
    Vec minima = Unpack512.MINIMA;
    boolean corrected = unpacker.hasMinima() || unpacker.offset() != 0;
    if (unpacker.offset() != 0) {
      Mem offset = Constants.real(a, unpacker.offset()).inAllLanes();
      if (unpacker.hasMinima()) {
        a.emit(VFMADD231PS, minima, scales, offset);
      } else {
        a.emit(VMULPS, minima, scales, offset);
      }
    }
    int chunks = Math.ceilDiv(weights, 64);
    for (int i = 0; i < chunks; i++) {
      unpacker.chunk(i, Math.min(64, weights - 64 * i), Vec.zmm(CHUNK + i));
    }
    int scaleOffset = unpacker.isFine() ? ActivationLayout.FINE_SCALES : ActivationLayout.SCALES;
    int sumOffset = unpacker.isFine() ? ActivationLayout.FINE_SUMS : ActivationLayout.SUMS;
    for (int c = 0; c < columns; c++) {
      int base = c * ActivationLayout.GROUP_BYTES;
      a.emit(VMULPS, COMBINED, scales, at(X, base + scaleOffset));
      if (corrected) {
        a.emit(VFNMADD231PS, accumulator(c, 3), minima, at(X, base + sumOffset));
      }
      for (int i = 0; i < chunks; i++) {
        a.emit(VPXOR, DOT.x(), DOT.x(), DOT.x());
        a.emit(VPDPBUSD, DOT, Vec.zmm(CHUNK + i), at(X, base + 64 * i));
        if (precise) {
          a.emit(VPSLLD, 8, DOT, DOT);
          a.emit(VPDPBUSD, DOT, Vec.zmm(CHUNK + i), at(X, base + ActivationLayout.LOW + 64 * i));
        }
        a.emit(VCVTDQ2PS, DOT, DOT);
        a.emit(VPERMPS, SPREAD, Vec.zmm(INDEX + i), COMBINED);
        a.emit(VFMADD231PS, accumulator(c, i), DOT, SPREAD);
      }
    }
  }

  private Vec accumulator(int column, int chunk) {
    return Vec.zmm(column * perColumn + chunk % perColumn);
  }

  private void store() {
    Gpr y = Gpr.RDX;
    a.mov(y, Y);
    for (int c = 0; c < columns; c++) {
      Vec sum = accumulator(c, 0);
      for (int i = 1; i < perColumn; i++) {
        a.emit(VADDPS, sum, sum, accumulator(c, i));
      }
      HorizontalSum.emit(a, sum, DOT);
      a.emit(VMOVSS_STORE, at(y), sum.x());
      if (c + 1 < columns) {
        a.add(y, Y_STRIDE);
      }
    }
  }
}
