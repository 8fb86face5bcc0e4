package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.machine.Barriers.Arrival;
import llamajar.testkit.ptx.machine.Barriers.Reduction;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Barriers, and what only takes time or stops.
final class ControlForms {
  private ControlForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands) {
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "bar", "barrier" -> barrier(opcode, operands);
          case "nanosleep", "pragma" -> (warp, lanes) -> {};
          case "trap" ->
              (warp, lanes) -> {
                throw new Fault(
                    Fault.Kind.TRAP, Integer.numberOfTrailingZeros(lanes), "stops the kernel");
              };
          default -> null;
        });
  }

  /// Whether an instruction is a barrier that a warp may have to wait at.
  static boolean waits(Opcode opcode) {
    return (opcode.name().equals("bar") || opcode.name().equals("barrier")) && !opcode.has("warp");
  }

  private static @Nullable Step barrier(Opcode opcode, Operands operands) {
    if (opcode.take("warp")) {
      return warpBarrier(opcode, operands);
    }
    opcode.take("cta");
    opcode.take("aligned");
    if (opcode.take("red")) {
      return reducing(opcode, operands);
    }
    boolean waits = opcode.take("sync");
    if (!waits && !opcode.take("arrive")) {
      return null;
    }
    Slot number = operands.source(0, PtxType.U32);
    Slot threads = operands.count() > 1 ? operands.source(1, PtxType.U32) : null;
    return (warp, lanes) ->
        warp.block()
            .barriers()
            .arrive(
                warp,
                lanes,
                uniform(warp, number, lanes),
                Arrival.plain(threads == null ? 0 : uniform(warp, threads, lanes), waits));
  }

  private static Step reducing(Opcode opcode, Operands operands) {
    Reduction reduction =
        switch (opcode.takeAny("popc", "and", "or").orElse("")) {
          case "popc" -> Reduction.COUNT_TRUE;
          case "and" -> Reduction.ALL_TRUE;
          case "or" -> Reduction.ANY_TRUE;
          default -> throw new UnsupportedOperationException("unknown reduction");
        };
    Slot to =
        reduction == Reduction.COUNT_TRUE
            ? operands.destination(0, PtxType.U32)
            : operands.predicate(0);
    Slot number = operands.source(1, PtxType.U32);
    boolean counted = operands.count() > 3;
    Slot threads = counted ? operands.source(2, PtxType.U32) : null;
    int last = operands.count() - 1;
    Slot predicate = operands.predicate(last);
    int flip = operands.get(last) instanceof Operand.Name name && name.negated() ? Warp.ALL : 0;
    return (warp, lanes) -> {
      warp.require(predicate.writtenIndex(), lanes);
      warp.block()
          .barriers()
          .arrive(
              warp,
              lanes,
              uniform(warp, number, lanes),
              new Arrival(
                  threads == null ? 0 : uniform(warp, threads, lanes),
                  true,
                  reduction,
                  warp.predicates[predicate.index()] ^ flip,
                  to.index()));
    };
  }

  private static int uniform(Warp warp, Slot slot, int lanes) {
    warp.require(slot.writtenIndex(), lanes);
    int first = warp.words[slot.offset() + Integer.numberOfTrailingZeros(lanes)];
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      if (warp.words[slot.offset() + lane] != first) {
        throw new Fault(
            Fault.Kind.UNDEFINED, lane, "names another barrier than other threads of its warp");
      }
    }
    return first;
  }

  private static @Nullable Step warpBarrier(Opcode opcode, Operands operands) {
    if (!opcode.take("sync")) {
      return null;
    }
    Slot mask = operands.source(0, PtxType.B32);
    return (warp, lanes) -> {
      WarpForms.checkMembers(warp, mask, lanes);
      warp.block().warpBarrier(warp);
    };
  }
}
