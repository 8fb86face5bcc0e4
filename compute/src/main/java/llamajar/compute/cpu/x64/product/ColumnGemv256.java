package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.stream.IntStream;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.CountedLoop;
import llamajar.compute.cpu.x64.emit.HorizontalSum;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack256.CodedUnpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpackers256;
import llamajar.gguf.TensorType;

/// Emits the product of rows of weights with one column of activations that have one scale for each
/// 256, with AVX2 and without `vpdpbusd`. Its parameters are those of [Gemv512].
///
/// This is what generation of one answer consists of, and it is bound by the number of
/// instructions. So registers that a single column leaves free keep constants, and where scales are
/// integers times a factor, `vpmaddwd` multiplies sums of 16 bits with them while it adds pairs;
/// only the sums of a whole group become floats.
final class ColumnGemv256 {
  private static final Gpr W = Unpack256.GROUP;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RSI;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr Y = Gpr.R10;

  private static final Vec SUM = Vec.ymm(0);

  /// Sums of integers with `q` and `r`, or a second and third sum of floats.
  private static final Vec HIGH = Vec.ymm(1);

  private static final Vec LOW = Vec.ymm(2);

  // Where scales and minima are before the chunks of a group.
  private static final Vec CHUNK = Vec.ymm(8);
  private static final Vec DOT = Vec.ymm(9);
  private static final Vec DOT_LOW = Vec.ymm(10);
  private static final Vec SCALE = Vec.ymm(11);

  /// Free between the scales and the chunks of a group.
  private static final Vec ORDER = Unpack256.FACTOR;

  /// Codes or scales of a group: in lane `i` of both halves those of chunk `i`, and of chunk `4 +
  /// i` in the second register.
  private static final Vec[] SPREAD = {Vec.ymm(6), Vec.ymm(7)};

  private static final int FIRST_SPARE = 3;
  private static final int SPARE = 3;

  /// Where the factor of codes is, behind the unpacker's local memory.
  private static final int FACTOR_AT = Unpack256.LOCAL_BYTES;

  private final Assembler a;
  private final Unpack256 u;
  private final Unpacker256 unpacker;
  private final int lowBits;
  private final int prefetch;
  private final int groupBytes;

  private ColumnGemv256(Assembler a, TensorType type, int prefetch) {
    this.a = a;
    this.prefetch = prefetch;
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
    KernelFrame.enter(a);
    u =
        new Unpack256(
            a, IntStream.range(FIRST_SPARE, FIRST_SPARE + SPARE).mapToObj(Vec::ymm).toList());
    unpacker = Unpackers256.of(type, u, false);
    Rounding rounding = Rounding.ofColumn(type);
    lowBits = rounding.lowBits();
    if (((2 * unpacker.largest()) << (lowBits - 1)) > Short.MAX_VALUE + 1) {
      throw new IllegalStateException("sums of two products of " + type + " leave 16 bits");
    }
    if (!(unpacker instanceof CodedUnpacker256)) {
      u.keepIfRoom(ColumnGemv256::oneOfTwo);
    }
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  ///
  /// @param a an empty program
  /// @param rest 0 or a multiple of 32 below 256
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(Assembler a, TensorType type, int rest, int prefetch) {
    new ColumnGemv256(a, type, prefetch).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, Gemv512.WEIGHTS));
    a.mov(ROWS_LEFT, at(p, Gemv512.ROWS));
    a.mov(Y, at(p, Gemv512.TARGET));
    Label row = a.here();
    a.emit(VPXOR, SUM, SUM, SUM);
    a.emit(VPXOR, HIGH, HIGH, HIGH);
    a.emit(VPXOR, LOW, LOW, LOW);
    a.mov(X, at(p, Gemv512.ACTIVATIONS));
    a.mov(LEFT, at(p, Gemv512.GROUPS));
    CountedLoop.emit(
        a,
        LEFT,
        () -> {
          group(ActivationLayout.GROUP);
          a.add(W, groupBytes);
          a.add(X, ActivationLayout.GROUP_BYTES);
        });
    if (rest > 0) {
      group(rest);
      a.add(W, groupBytes * rest / ActivationLayout.GROUP);
    }
    store();
    a.add(Y, Float.BYTES);
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
    if (unpacker instanceof CodedUnpacker256 coded) {
      codedGroup(coded);
    } else {
      scaledGroup(weights);
    }
  }

  /// A group whose scales are codes times a factor.
  private void codedGroup(CodedUnpacker256 coded) {
    coded.codes();
    a.emit(VMOVUPS_STORE, at(Gpr.RSP, FACTOR_AT), Unpack256.FACTOR);
    subtractMinima();
    spreadScales();
    for (Vec codes : SPREAD) {
      // Both halves of 32 bits.
      a.emit(VPACKSSDW, codes, codes, codes);
      a.emit(VPUNPCKLWD, codes, codes, codes);
    }
    a.emit(VPXOR, HIGH, HIGH, HIGH);
    a.emit(VPXOR, LOW, LOW, LOW);
    for (int i = 0; i < ActivationLayout.GROUP / 32; i++) {
      products(i);
      scale(i);
      a.emit(VPMADDWD, DOT, DOT, SCALE);
      a.emit(VPMADDWD, DOT_LOW, DOT_LOW, SCALE);
      a.emit(VPADDD, HIGH, HIGH, DOT);
      a.emit(VPADDD, LOW, LOW, DOT_LOW);
    }
    // Together they would leave 32 bits.
    a.emit(VCVTDQ2PS, HIGH, HIGH);
    a.emit(VCVTDQ2PS, LOW, LOW);
    a.emit(VFMADD231PS, LOW, HIGH, u.reals(1 << lowBits));
    a.emit(VMOVUPS, SCALE, at(Gpr.RSP, FACTOR_AT));
    a.emit(VMULPS, SCALE, SCALE, at(X, ActivationLayout.SCALES));
    a.emit(VFMADD231PS, SUM, LOW, SCALE);
  }

  /// Takes minima, and offsets of bytes, times sums of activations from the sum.
  private void subtractMinima() {
    boolean fine = unpacker.isFine();
    int sums = fine ? ActivationLayout.FINE_SUMS : ActivationLayout.SUMS;
    if (unpacker.hasMinima()) {
      a.emit(VFNMADD231PS, SUM, Unpack256.MINIMA, at(X, sums));
      if (fine) {
        a.emit(VFNMADD231PS, SUM, Unpack256.MORE_MINIMA, at(X, sums + 32));
      }
    }
    if (unpacker.offset() != 0) {
      a.emit(VMULPS, LOW, Unpack256.FACTOR, u.reals(unpacker.offset()));
      a.emit(VCVTDQ2PS, HIGH, Unpack256.SCALES);
      a.emit(VMULPS, HIGH, HIGH, LOW);
      a.emit(VFNMADD231PS, SUM, HIGH, at(X, sums));
      if (fine) {
        a.emit(VCVTDQ2PS, HIGH, Unpack256.MORE_SCALES);
        a.emit(VMULPS, HIGH, HIGH, LOW);
        a.emit(VFNMADD231PS, SUM, HIGH, at(X, sums + 32));
      }
    }
  }

  private void spreadScales() {
    if (unpacker.isFine()) {
      // Even ones belong to the lower and odd ones to the upper half.
      a.emit(VMOVDQU, ORDER, Constants.ints(a, 8, i -> 2 * i % 8 + i / 4));
      a.emit(VPERMD, SPREAD[0], ORDER, Unpack256.SCALES);
      a.emit(VPERMD, SPREAD[1], ORDER, Unpack256.MORE_SCALES);
    } else {
      a.emit(VPERMQ, 0x44, SPREAD[0], Unpack256.SCALES);
      a.emit(VPERMQ, 0xEE, SPREAD[1], Unpack256.SCALES);
    }
  }

  /// A group with scales that are floats.
  private void scaledGroup(int weights) {
    unpacker.scales(weights);
    CorrectedMinima.add(a, unpacker);
    boolean fine = unpacker.isFine();
    scaleActivations(Unpack256.SCALES, Unpack256.MINIMA, 0);
    if (fine) {
      scaleActivations(Unpack256.MORE_SCALES, Unpack256.MORE_MINIMA, 32);
    }
    spreadScales();
    for (int i = 0; 32 * i < weights; i++) {
      products(i);
      a.emit(VPMADDWD, DOT, DOT, u.bytes(ColumnGemv256::oneOfTwo));
      a.emit(VPMADDWD, DOT_LOW, DOT_LOW, u.bytes(ColumnGemv256::oneOfTwo));
      a.emit(VPSLLD, lowBits, DOT, DOT);
      a.emit(VPADDD, DOT, DOT, DOT_LOW);
      a.emit(VCVTDQ2PS, DOT, DOT);
      scale(i);
      a.emit(VFMADD231PS, Vec.ymm(i % 3), DOT, SCALE);
    }
  }

  private void scaleActivations(Vec scales, Vec minima, int offset) {
    boolean fine = unpacker.isFine();
    if (CorrectedMinima.exist(unpacker)) {
      int sums = fine ? ActivationLayout.FINE_SUMS : ActivationLayout.SUMS;
      a.emit(VFNMADD231PS, HIGH, minima, at(X, sums + offset));
    }
    int factors = fine ? ActivationLayout.FINE_SCALES : ActivationLayout.SCALES;
    a.emit(VMULPS, scales, scales, at(X, factors + offset));
  }

  /// Sums of two products with both bytes of 32 activations, in 16 bits.
  private void products(int chunk) {
    unpacker.chunk(chunk, CHUNK);
    a.emit(VPMADDUBSW, DOT, CHUNK, at(X, 32 * chunk));
    a.emit(VPMADDUBSW, DOT_LOW, CHUNK, at(X, ActivationLayout.LOW + 32 * chunk));
  }

  /// The scales of 32 weights where their sums are.
  private void scale(int chunk) {
    a.emit(VPSHUFD, chunk % 4 * 0x55, SCALE, SPREAD[chunk / 4]);
  }

  /// Bytes of 16 ones of 16 bits.
  private static int oneOfTwo(int index) {
    return 1 - index % 2;
  }

  private void store() {
    if (!(unpacker instanceof CodedUnpacker256)) {
      a.emit(VADDPS, SUM, SUM, HIGH);
      a.emit(VADDPS, SUM, SUM, LOW);
    }
    HorizontalSum.emit(a, SUM, DOT);
    a.emit(VMOVSS_STORE, at(Y), SUM.x());
  }
}
