package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;

/// Puts the low bits of one register into a field of another.
record InsertStep(Slot to, Slot field, Slot into, Slot start, Slot length) implements Step {

  static InsertStep of(PtxType type, Operands operands) {
    return new InsertStep(
        operands.destination(0, type),
        operands.source(1, type),
        operands.source(2, type),
        operands.source(3, PtxType.U32),
        operands.source(4, PtxType.U32));
  }

  @Override
  public void execute(Warp warp, int lanes) {
    warp.require(field.writtenIndex(), lanes);
    warp.require(into.writtenIndex(), lanes);
    warp.require(start.writtenIndex(), lanes);
    warp.require(length.writtenIndex(), lanes);
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      int from = warp.words[start.offset() + lane] & 0xff;
      int count = warp.words[length.offset() + lane] & 0xff;
      if (to.isLong()) {
        long value = warp.longs[field.offset() + lane];
        long old = warp.longs[into.offset() + lane];
        warp.longs[to.offset() + lane] = inserted(value, old, from, count);
      } else {
        long value = warp.words[field.offset() + lane];
        long old = warp.words[into.offset() + lane];
        warp.words[to.offset() + lane] = (int) inserted(value, old, from, count);
      }
    }
    warp.written[to.writtenIndex()] |= lanes;
  }

  /// What lies beyond the width of a register falls away by itself.
  static long inserted(long value, long old, int from, int count) {
    if (count == 0 || from > 63) {
      return old;
    }
    long mask = (count > 63 ? -1 : (1L << count) - 1) << from;
    return (old & ~mask) | ((value << from) & mask);
  }
}
