package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Every thread reads a register of another one.
///
/// @param valid where to say whether the other one lies in the same segment, or null
record ShuffleStep(
    Mode mode, Slot to, @Nullable Slot valid, Slot source, Slot by, Slot limit, Slot mask)
    implements Step {

  /// How the other thread is found.
  enum Mode {
    UP,
    DOWN,
    BFLY,
    IDX
  }

  /// The step of an instruction.
  static Step of(Opcode opcode, Operands operands) {
    Mode mode =
        switch (opcode.takeAny("up", "down", "bfly", "idx").orElse("")) {
          case "up" -> Mode.UP;
          case "down" -> Mode.DOWN;
          case "bfly" -> Mode.BFLY;
          case "idx" -> Mode.IDX;
          default -> throw new UnsupportedOperationException("unknown shuffle");
        };
    Slot to;
    Slot valid = null;
    if (operands.get(0) instanceof Operand.Pair both) {
      to = operands.register(both.first());
      valid = operands.register(both.second());
    } else {
      to = operands.destination(0, PtxType.B32);
    }
    return new ShuffleStep(
        mode,
        to,
        valid,
        operands.source(1, PtxType.B32),
        operands.source(2, PtxType.U32),
        operands.source(3, PtxType.U32),
        operands.source(4, PtxType.B32));
  }

  @Override
  public void execute(Warp warp, int lanes) {
    WarpForms.checkMembers(warp, mask, lanes);
    warp.require(source.writtenIndex(), lanes);
    warp.require(by.writtenIndex(), lanes);
    warp.require(limit.writtenIndex(), lanes);
    int[] words = warp.words;
    int[] results = new int[Warp.LANES];
    int inside = 0;
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      int distance = words[by.offset() + lane] & 31;
      int control = words[limit.offset() + lane];
      int segment = control >> 8 & 31;
      int last = (lane & segment) | (control & 31 & ~segment);
      int other =
          switch (mode) {
            case UP -> lane - distance;
            case DOWN -> lane + distance;
            case BFLY -> lane ^ distance;
            case IDX -> (lane & segment) | (distance & ~segment);
          };
      boolean in = mode == Mode.UP ? other >= last : other <= last;
      if (in) {
        inside |= 1 << lane;
      } else {
        other = lane;
      }
      if ((lanes >>> other & 1) == 0) {
        throw new Fault(
            Fault.Kind.DIVERGENT_EXCHANGE,
            lane,
            "reads the register of thread %d of its warp, which does not take part"
                .formatted(other));
      }
      results[lane] = words[source.offset() + other];
    }
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      words[to.offset() + lane] = results[lane];
    }
    warp.written[to.writtenIndex()] |= lanes;
    if (valid != null) {
      warp.predicates[valid.index()] = (warp.predicates[valid.index()] & ~lanes) | (inside & lanes);
      warp.written[valid.writtenIndex()] |= lanes;
    }
  }
}
