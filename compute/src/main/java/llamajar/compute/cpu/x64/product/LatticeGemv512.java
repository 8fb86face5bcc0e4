package llamajar.compute.cpu.x64.product;

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
import llamajar.compute.cpu.x64.emit.HorizontalSum;
import llamajar.compute.cpu.x64.emit.KernelFrame;
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
  private static final Vec EVEN = Vec.zmm(19);
  private static final Vec ODD = Vec.zmm(20);
  private static final int DOTS = 10;

  private final Assembler a;
  private final PositionUnpacker512 unpacker;
  private final int columns;
  private final int prefetch;
  private final int blockBytes;
  private final boolean precise;

  private LatticeGemv512(Assembler a, TensorType type, int columns, boolean precise, int prefetch) {
    this.a = a;
    this.precise = precise;
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
  /// @param precise whether activations have 16 bits
  /// @param prefetch how far ahead weights are fetched, in bytes; 0 for not at all
  static byte[] emit(TensorType type, int columns, int rest, boolean precise, int prefetch) {
    Assembler a = new Assembler(false);
    new LatticeGemv512(a, type, columns, precise, prefetch).kernel(rest);
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
    if (unpacker.isFine()) {
      a.emit(VMULPS, unpacker.oddMinima(), PositionUnpacker512.ODD_SCALES, offset);
    }
    // What does not fit in registers comes later, with weights from memory.
    int most = unpacker.isFine() ? 2 : 4;
    for (int first = 0; first < columns; first += most) {
      int last = Math.min(columns, first + most);
      clear(last - first);
      for (int i = 0; i < unpacker.coordinates(); i++) {
        if (first > 0) {
          a.emit(VMOVDQU, WEIGHTS, at(Gpr.RSP, 64 * i));
        } else {
          unpacker.coordinate(i, WEIGHTS);
          if (columns > most) {
            a.emit(VMOVDQU_STORE, at(Gpr.RSP, 64 * i), WEIGHTS);
          }
        }
        multiply(i, first, last);
      }
      for (int c = first; c < last; c++) {
        add(c, c - first);
      }
    }
  }

  private void clear(int count) {
    for (int i = 0; i < count * sumsPerColumn(); i++) {
      Vec register = Vec.zmm(DOTS + i);
      a.emit(VPXOR, register.x(), register.x(), register.x());
    }
  }

  /// Multiplies the weights of a coordinate with columns `first` to `last − 1`.
  private void multiply(int coordinate, int first, int last) {
    Vec even = WEIGHTS;
    if (unpacker.isFine()) {
      even = EVEN;
      a.emit(VPAND, EVEN, WEIGHTS, Constants.ints(a, 1, i -> 0xFFFF).inAllLanes());
      a.emit(VPXOR, ODD, WEIGHTS, EVEN);
    }
    for (int c = first; c < last; c++) {
      Mem high = activations(coordinate, c);
      int sum = (c - first) * sumsPerColumn();
      a.emit(VPDPBUSD, Vec.zmm(DOTS + sum), even, high);
      if (unpacker.isFine()) {
        a.emit(VPDPBUSD, Vec.zmm(DOTS + sum + 1), ODD, high);
      }
      if (precise) {
        Mem low = high.plus(ActivationLayout.LOW);
        int lowSum = sum + sumsPerColumn() / 2;
        a.emit(VPDPBUSD, Vec.zmm(DOTS + lowSum), even, low);
        if (unpacker.isFine()) {
          a.emit(VPDPBUSD, Vec.zmm(DOTS + lowSum + 1), ODD, low);
        }
      }
    }
  }

  /// Adds the products of a group to the sum of a column.
  private void add(int column, int index) {
    int base = column * ActivationLayout.GROUP_BYTES;
    Mem scales = at(X, base + ActivationLayout.FINE_SCALES);
    if (unpacker.isFine()) {
      Mem odd = at(X, base + columns * ActivationLayout.GROUP_BYTES + ActivationLayout.FINE_SUMS);
      add(column, dot(index, 0), Unpack512.SCALES, scales);
      add(column, dot(index, 1), PositionUnpacker512.ODD_SCALES, scales);
      a.emit(VFNMADD231PS, sum(column), Unpack512.MINIMA, at(X, base + ActivationLayout.FINE_SUMS));
      a.emit(VFNMADD231PS, sum(column), unpacker.oddMinima(), odd);
    } else {
      int sums = unpacker.coordinates() == 8 ? ActivationLayout.SUMS : ActivationLayout.FINE_SUMS;
      add(column, dot(index, 0), Unpack512.SCALES, scales);
      a.emit(VFNMADD231PS, sum(column), Unpack512.MINIMA, at(X, base + sums));
    }
  }

  private void add(int column, Vec dot, Vec weightScales, Mem scales) {
    a.emit(VCVTDQ2PS, dot, dot);
    a.emit(VMULPS, WEIGHTS, weightScales, scales);
    a.emit(VFMADD231PS, sum(column), dot, WEIGHTS);
  }

  /// The sum of one column and half of a lane, with that of the low bytes added.
  private Vec dot(int index, int half) {
    Vec dot = Vec.zmm(DOTS + index * sumsPerColumn() + half);
    if (precise) {
      a.emit(VPSLLD, 8, dot, dot);
      a.emit(VPADDD, dot, dot, Vec.zmm(dot.number() + sumsPerColumn() / 2));
    }
    return dot;
  }

  private int sumsPerColumn() {
    return (unpacker.isFine() ? 2 : 1) * (precise ? 2 : 1);
  }

  private Mem activations(int coordinate, int column) {
    return at(
        X,
        (coordinate / 4 * columns + column) * ActivationLayout.GROUP_BYTES + 64 * (coordinate % 4));
  }

  private static Vec sum(int column) {
    return Vec.zmm(column);
  }

  private void store() {
    Gpr y = Gpr.RDX;
    a.mov(y, Y);
    for (int c = 0; c < columns; c++) {
      HorizontalSum.emit(a, sum(c), WEIGHTS);
      a.emit(VMOVSS_STORE, at(y), sum(c).x());
      if (c + 1 < columns) {
        a.add(y, Y_STRIDE);
      }
    }
  }
}
