package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Exchanges between the threads of a warp.
final class WarpForms {

  /// From votes and the threads that vote to the outcome.
  private interface Ballot {
    int apply(int votes, int voters);
  }

  private WarpForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands) {
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "shfl" -> opcode.take("sync") ? ShuffleStep.of(opcode, operands) : null;
          case "vote" -> opcode.take("sync") ? vote(opcode, operands) : null;
          case "match" -> match(opcode, operands);
          case "redux" -> opcode.take("sync") ? reduce(opcode, operands) : null;
          case "activemask" -> activeMask(operands);
          default -> null;
        });
  }

  /// The threads that an exchange names, which must be those that execute it.
  static void checkMembers(Warp warp, Slot mask, int lanes) {
    warp.require(mask.writtenIndex(), lanes);
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      int members = warp.words[mask.offset() + lane];
      if ((members >>> lane & 1) == 0) {
        throw new Fault(
            Fault.Kind.DIVERGENT_EXCHANGE,
            lane,
            "is not in its own mask 0x%08x".formatted(members));
      }
      int missing = members & ~lanes;
      if (missing != 0) {
        throw new Fault(
            Fault.Kind.DIVERGENT_EXCHANGE,
            Integer.numberOfTrailingZeros(missing),
            "is in the mask 0x%08x, but does not take part; 0x%08x do".formatted(members, lanes));
      }
    }
  }

  private static Step vote(Opcode opcode, Operands operands) {
    Slot source = operands.predicate(1);
    int flip = operands.get(1) instanceof Operand.Name name && name.negated() ? Warp.ALL : 0;
    Slot mask = operands.source(2, PtxType.B32);
    String mode =
        opcode
            .takeAny("all", "any", "uni", "ballot")
            .orElseThrow(() -> new UnsupportedOperationException("unknown vote"));
    Ballot ballot =
        switch (mode) {
          case "all" -> (votes, voters) -> votes == voters ? Warp.ALL : 0;
          case "any" -> (votes, voters) -> votes != 0 ? Warp.ALL : 0;
          case "uni" -> (votes, voters) -> votes == 0 || votes == voters ? Warp.ALL : 0;
          default -> (votes, voters) -> votes;
        };
    Slot to = mode.equals("ballot") ? operands.destination(0, PtxType.B32) : operands.predicate(0);
    return (warp, lanes) -> {
      checkMembers(warp, mask, lanes);
      warp.require(source.writtenIndex(), lanes);
      int predicate = warp.predicates[source.index()] ^ flip;
      forEachGroup(
          warp,
          mask,
          lanes,
          (lane, members) -> {
            int outcome = ballot.apply(predicate & members, members);
            if (to.file() == Slot.File.PREDICATE) {
              setPredicate(warp, to, lane, outcome != 0);
            } else {
              warp.words[to.offset() + lane] = outcome;
            }
          });
      warp.written[to.writtenIndex()] |= lanes;
    };
  }

  /// Something done for a thread with the threads of its exchange.
  private interface Member {
    void with(int lane, int members);
  }

  private static void forEachGroup(Warp warp, Slot mask, int lanes, Member member) {
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      member.with(lane, warp.words[mask.offset() + lane]);
    }
  }

  private static void setPredicate(Warp warp, Slot to, int lane, boolean value) {
    int old = warp.predicates[to.index()];
    warp.predicates[to.index()] = value ? old | 1 << lane : old & ~(1 << lane);
  }

  private static @Nullable Step match(Opcode opcode, Operands operands) {
    boolean all = opcode.take("all");
    if ((!all && !opcode.take("any")) || !opcode.take("sync")) {
      return null;
    }
    PtxType type = opcode.type(0);
    boolean pair = operands.get(0) instanceof Operand.Pair;
    Slot to =
        operands.get(0) instanceof Operand.Pair both
            ? operands.register(both.first())
            : operands.destination(0, PtxType.B32);
    Slot agreed =
        operands.get(0) instanceof Operand.Pair both ? operands.register(both.second()) : to;
    Slot source = operands.source(1, type);
    Slot mask = operands.source(2, PtxType.B32);
    Step exchange =
        exchange(
            to,
            source,
            mask,
            (warp, lane, members) -> {
              int same = 0;
              for (int left = members; left != 0; left &= left - 1) {
                int other = Integer.numberOfTrailingZeros(left);
                if (value(warp, source, other) == value(warp, source, lane)) {
                  same |= 1 << other;
                }
              }
              if (pair) {
                setPredicate(warp, agreed, lane, same == members);
              }
              return all && same != members ? 0 : same;
            });
    return (warp, lanes) -> {
      exchange.execute(warp, lanes);
      warp.written[agreed.writtenIndex()] |= lanes;
    };
  }

  /// What a thread gets from what all threads of an exchange have.
  private interface Outcome {
    int of(Warp warp, int lane, int members);
  }

  /// An exchange whose results are stored when all of them are known, because they may go where the
  /// sources are.
  private static Step exchange(Slot to, Slot source, Slot mask, Outcome outcome) {
    return (warp, lanes) -> {
      checkMembers(warp, mask, lanes);
      warp.require(source.writtenIndex(), lanes);
      int[] results = new int[Warp.LANES];
      forEachGroup(
          warp, mask, lanes, (lane, members) -> results[lane] = outcome.of(warp, lane, members));
      for (int left = lanes; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        warp.words[to.offset() + lane] = results[lane];
      }
      warp.written[to.writtenIndex()] |= lanes;
    };
  }

  private static long value(Warp warp, Slot slot, int lane) {
    int index = slot.offset() + lane;
    return slot.isLong() ? warp.longs[index] : warp.words[index];
  }

  private static Step reduce(Opcode opcode, Operands operands) {
    PtxType type = opcode.type(0);
    Scalar update = AtomicUpdates.take(opcode, type);
    Slot to = operands.destination(0, type);
    Slot source = operands.source(1, type);
    Slot mask = operands.source(2, PtxType.B32);
    return exchange(
        to,
        source,
        mask,
        (warp, lane, members) -> {
          int first = Integer.numberOfTrailingZeros(members);
          long sum = ScalarLanes.extended(type, warp.words[source.offset() + first]);
          for (int left = members & members - 1; left != 0; left &= left - 1) {
            int other = Integer.numberOfTrailingZeros(left);
            long next = ScalarLanes.extended(type, warp.words[source.offset() + other]);
            sum = ScalarLanes.extended(type, (int) update.apply(sum, next, 0));
          }
          return (int) sum;
        });
  }

  private static Step activeMask(Operands operands) {
    Slot to = operands.destination(0, PtxType.B32);
    return (warp, lanes) -> {
      for (int left = lanes; left != 0; left &= left - 1) {
        warp.words[to.offset() + Integer.numberOfTrailingZeros(left)] = lanes;
      }
      warp.written[to.writtenIndex()] |= lanes;
    };
  }
}
