package llamajar.testkit.ptx.op;

import java.util.List;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;

/// D = A · B + C of matrices that are spread over the threads of a warp.
///
/// Products of bytes are exact. Products of halves are summed in double precision and rounded once;
/// how a device rounds in between is not documented, so its results differ in the last bits.
@SuppressWarnings("ArrayRecordComponent") // nobody compares steps
record MatrixProduct(
    MatrixShape shape,
    PtxType typeA,
    PtxType typeB,
    PtxType typeD,
    boolean saturate,
    Slot[] d,
    Slot[] a,
    Slot[] b,
    Slot[] c)
    implements Step {

  static Step of(
      MatrixShape shape,
      PtxType typeA,
      PtxType typeB,
      PtxType typeD,
      boolean saturate,
      Operands operands) {
    return new MatrixProduct(
        shape,
        typeA,
        typeB,
        typeD,
        saturate,
        slots(operands, 0, register(typeD), shape.registersOfResult(typeD)),
        slots(operands, 1, PtxType.B32, shape.registersOfA(typeA)),
        slots(operands, 2, PtxType.B32, shape.registersOfB(typeB)),
        slots(operands, 3, register(typeD), shape.registersOfResult(typeD)));
  }

  private static PtxType register(PtxType type) {
    return type == PtxType.F16 ? PtxType.B32 : type;
  }

  private static Slot[] slots(Operands operands, int index, PtxType type, int count) {
    List<Slot> slots = operands.sources(index, type);
    if (slots.size() != count) {
      throw new UnsupportedOperationException(
          "operand %d has %d registers, not %d".formatted(index + 1, slots.size(), count));
    }
    return slots.toArray(Slot[]::new);
  }

  @Override
  public void execute(Warp warp, int lanes) {
    MatrixForms.requireAll(warp, lanes);
    for (Slot[] sources : List.of(a, b, c)) {
      for (Slot slot : sources) {
        warp.require(slot.writtenIndex(), lanes);
      }
    }
    if (typeD == PtxType.S32) {
      multiplyBytes(warp);
    } else {
      multiplyHalves(warp);
    }
    for (Slot slot : d) {
      warp.written[slot.writtenIndex()] |= lanes;
    }
  }

  private void multiplyBytes(Warp warp) {
    int depth = shape.depth();
    int[] left = new int[shape.rows() * depth];
    int[] right = new int[shape.columns() * depth];
    for (int lane = 0; lane < Warp.LANES; lane++) {
      for (int r = 0; r < a.length; r++) {
        int at = shape.rowOfA(lane, r) * depth + shape.columnOfA(lane, r, typeA);
        bytes(typeA, warp.words[a[r].offset() + lane], left, at);
      }
      for (int r = 0; r < b.length; r++) {
        int at = lane / 4 * depth + shape.rowOfB(lane, r, typeB);
        bytes(typeB, warp.words[b[r].offset() + lane], right, at);
      }
    }
    int[] results = new int[d.length * Warp.LANES];
    for (int lane = 0; lane < Warp.LANES; lane++) {
      for (int r = 0; r < d.length; r++) {
        int row = lane / 4 + r / 2 * 8;
        int column = lane % 4 * 2 + r % 2;
        int product = 0;
        for (int k = 0; k < depth; k++) {
          product += left[row * depth + k] * right[column * depth + k];
        }
        long sum = (long) warp.words[c[r].offset() + lane] + product;
        results[r * Warp.LANES + lane] =
            saturate ? Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE) : (int) sum;
      }
    }
    for (int r = 0; r < d.length; r++) {
      System.arraycopy(results, r * Warp.LANES, warp.words, d[r].offset(), Warp.LANES);
    }
  }

  private static void bytes(PtxType type, int word, int[] to, int at) {
    for (int i = 0; i < 4; i++) {
      int value = word >> (8 * i);
      to[at + i] = type == PtxType.S8 ? (byte) value : value & 0xff;
    }
  }

  private void multiplyHalves(Warp warp) {
    int depth = shape.depth();
    double[] left = new double[shape.rows() * depth];
    double[] right = new double[shape.columns() * depth];
    for (int lane = 0; lane < Warp.LANES; lane++) {
      for (int r = 0; r < a.length; r++) {
        int at = shape.rowOfA(lane, r) * depth + shape.columnOfA(lane, r, typeA);
        halves(typeA, warp.words[a[r].offset() + lane], left, at);
      }
      for (int r = 0; r < b.length; r++) {
        int at = lane / 4 * depth + shape.rowOfB(lane, r, typeB);
        halves(typeB, warp.words[b[r].offset() + lane], right, at);
      }
    }
    int perRegister = typeD == PtxType.F16 ? 2 : 1;
    int[] results = new int[d.length * Warp.LANES];
    for (int lane = 0; lane < Warp.LANES; lane++) {
      for (int element = 0; element < d.length * perRegister; element++) {
        int row = lane / 4 + element / 2 * 8;
        int column = lane % 4 * 2 + element % 2;
        int register = element / perRegister;
        int shift = element % perRegister * 16;
        int added = warp.words[c[register].offset() + lane] >>> shift;
        double sum = Floats.toDouble(typeD, typeD == PtxType.F16 ? added & 0xffff : added);
        for (int k = 0; k < depth; k++) {
          sum += left[row * depth + k] * right[column * depth + k];
        }
        results[register * Warp.LANES + lane] |=
            (int) Floats.toBits(typeD, sum, Rounding.NEAREST) << shift;
      }
    }
    for (int r = 0; r < d.length; r++) {
      System.arraycopy(results, r * Warp.LANES, warp.words, d[r].offset(), Warp.LANES);
    }
  }

  private static void halves(PtxType type, int word, double[] to, int at) {
    to[at] = Floats.toDouble(type, word & 0xffff);
    to[at + 1] = Floats.toDouble(type, word >>> 16);
  }
}
