package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;

/// A calculation from up to three registers to one.
final class AluStep implements Step {
  private final LaneFunction function;
  private final Slot destination;
  private final int to;
  private final int a;
  private final int b;
  private final int c;
  private final int writtenA;
  private final int writtenB;
  private final int writtenC;
  private final int writtenTo;

  /// @param none a register that is always written, for sources that there are not
  AluStep(LaneFunction function, Slot none, Slot destination, Slot... sources) {
    this.function = function;
    this.destination = destination;
    Slot first = sources.length > 0 ? sources[0] : none;
    Slot second = sources.length > 1 ? sources[1] : none;
    Slot third = sources.length > 2 ? sources[2] : none;
    this.to = destination.offset();
    this.a = first.offset();
    this.b = second.offset();
    this.c = third.offset();
    this.writtenA = first.writtenIndex();
    this.writtenB = second.writtenIndex();
    this.writtenC = third.writtenIndex();
    this.writtenTo = destination.writtenIndex();
  }

  @Override
  public void execute(Warp warp, int lanes) {
    int[] written = warp.written;
    if ((written[writtenA] & written[writtenB] & written[writtenC] & lanes) != lanes) {
      warp.require(writtenA, lanes);
      warp.require(writtenB, lanes);
      warp.require(writtenC, lanes);
    }
    int[] words = warp.words;
    long[] longs = warp.longs;
    if (lanes == Warp.ALL) {
      function.apply(words, longs, to, a, b, c);
    } else {
      // Register 0 of each file takes the results; those of threads that take part are kept.
      function.apply(words, longs, 0, a, b, c);
      if (destination.isLong()) {
        for (int left = lanes; left != 0; left &= left - 1) {
          int lane = Integer.numberOfTrailingZeros(left);
          longs[to + lane] = longs[lane];
        }
      } else {
        for (int left = lanes; left != 0; left &= left - 1) {
          int lane = Integer.numberOfTrailingZeros(left);
          words[to + lane] = words[lane];
        }
      }
    }
    written[writtenTo] |= lanes;
  }
}
