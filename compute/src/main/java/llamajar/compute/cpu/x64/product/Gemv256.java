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
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpackers256;
import llamajar.gguf.TensorType;

/// Emits the product of rows of weights with a few columns of quantized activations of 16 bits,
/// with AVX2. Its parameters are those of [Gemv512].
///
/// For each group of 256 weights the products of the scales of weights and activations go to local
/// memory, from where they are read in all lanes; then each 32 weights are unpacked and multiplied
/// with all columns.
final class Gemv256 {
  private static final Gpr W = Unpack256.GROUP;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RSI;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr Y = Gpr.R10;
  private static final Gpr Y_STRIDE = Gpr.R11;

  private static final int ACCUMULATORS = 8;

  // Where scales and minima are before the chunks of a group.
  private static final Vec CHUNK = Vec.ymm(8);
  private static final Vec DOT = Vec.ymm(9);
  private static final Vec MAGNITUDES = Vec.ymm(10);
  private static final Vec SPREAD = Vec.ymm(11);
  private static final Vec COMBINED = Vec.ymm(12);

  /// Scales of weights times scales of activations in local memory, 16 floats for each column.
  private static final int COMBINED_AT = Unpack256.LOCAL_BYTES;

  private static final int COMBINED_BYTES = 64;

  private final Assembler a;
  private final Unpacker256 unpacker;
  private final Dot256 dot;
  private final int columns;
  private final int perColumn;
  private final int prefetch;
  private final int groupBytes;

  private Gemv256(Assembler a, TensorType type, boolean vnni, int columns, int prefetch) {
    this.a = a;
    this.columns = columns;
    this.prefetch = prefetch;
    perColumn = Math.min(4, ACCUMULATORS / columns);
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
    KernelFrame.enter(a);
    unpacker = Unpackers256.of(type, new Unpack256(a), !vnni);
    dot = Dot256.of(unpacker, vnni);
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  ///
  /// @param a an empty program
  /// @param vnni whether there is `vpdpbusd`
  /// @param columns 1 to 8
  /// @param rest 0 or a multiple of 32 below 256
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(
      Assembler a, TensorType type, boolean vnni, int columns, int rest, int prefetch) {
    new Gemv256(a, type, vnni, columns, prefetch).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, Gemv512.WEIGHTS));
    a.mov(ROWS_LEFT, at(p, Gemv512.ROWS));
    a.mov(Y, at(p, Gemv512.TARGET));
    a.mov(Y_STRIDE, at(p, Gemv512.TARGET_STRIDE));
    Label row = a.here();
    for (int i = 0; i < columns * perColumn; i++) {
      a.emit(VPXOR, Vec.ymm(i), Vec.ymm(i), Vec.ymm(i));
    }
    a.mov(X, at(p, Gemv512.ACTIVATIONS));
    a.mov(LEFT, at(p, Gemv512.GROUPS));
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
    CorrectedMinima.add(a, unpacker);
    combine(Unpack256.SCALES, Unpack256.MINIMA, 0);
    if (unpacker.isFine()) {
      combine(Unpack256.MORE_SCALES, Unpack256.MORE_MINIMA, 1);
    }
    for (int i = 0; 32 * i < weights; i++) {
      unpacker.chunk(i, CHUNK);
      dot.magnitudes(a, MAGNITUDES, CHUNK);
      for (int c = 0; c < columns; c++) {
        product(at(X, c * ActivationLayout.GROUP_BYTES + 32 * i));
        a.emit(VCVTDQ2PS, DOT, DOT);
        spread(c, i);
        a.emit(VFMADD231PS, accumulator(c, i), DOT, SPREAD);
      }
    }
  }

  /// The products with both bytes of activations.
  private void product(Mem activations) {
    Mem low = activations.plus(ActivationLayout.LOW);
    dot.product(a, DOT, CHUNK, MAGNITUDES, activations);
    a.emit(VPSLLD, 8, DOT, DOT);
    if (dot.vnni()) {
      a.emit(VPDPBUSD, DOT, CHUNK, low);
    } else {
      dot.product(a, SPREAD, CHUNK, MAGNITUDES, low);
      a.emit(VPADDD, DOT, DOT, SPREAD);
    }
  }

  /// Eight scales and minima with those of all columns.
  private void combine(Vec scales, Vec minima, int half) {
    boolean fine = unpacker.isFine();
    int scaleOffset = fine ? ActivationLayout.FINE_SCALES : ActivationLayout.SCALES;
    int sumOffset = fine ? ActivationLayout.FINE_SUMS : ActivationLayout.SUMS;
    for (int c = 0; c < columns; c++) {
      int base = c * ActivationLayout.GROUP_BYTES + 32 * half;
      a.emit(VMULPS, COMBINED, scales, at(X, base + scaleOffset));
      a.emit(VMOVUPS_STORE, combined(c, 8 * half), COMBINED);
      if (CorrectedMinima.exist(unpacker)) {
        a.emit(VFNMADD231PS, accumulator(c, 3 + half), minima, at(X, base + sumOffset));
      }
    }
  }

  private static Mem combined(int column, int scale) {
    return at(Gpr.RSP, COMBINED_AT + COMBINED_BYTES * column + 4 * scale);
  }

  private void spread(int column, int chunk) {
    if (unpacker.isFine()) {
      a.emit(VBROADCASTSD, SPREAD, combined(column, 2 * chunk));
      a.emit(VPSHUFB, SPREAD, SPREAD, Constants.bytes(a, 32, i -> i / 16 * 4 + i % 4));
    } else {
      a.emit(VBROADCASTSS, SPREAD, combined(column, chunk));
    }
  }

  private Vec accumulator(int column, int chunk) {
    return Vec.ymm(column * perColumn + chunk % perColumn);
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
