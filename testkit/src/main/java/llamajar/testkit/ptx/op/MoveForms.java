package llamajar.testkit.ptx.op;

import java.util.List;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;

/// What puts bits of registers together, takes them apart, or takes a variable's address.
final class MoveForms {
  private MoveForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands) {
    if (opcode.name().equals("bfi")) {
      return Optional.of(InsertStep.of(opcode.type(0), operands));
    }
    if (opcode.name().equals("lop3")) {
      return Optional.of(logic(opcode.type(0), operands));
    }
    if (!opcode.name().equals("mov") || operands.count() != 2) {
      return Optional.empty();
    }
    PtxType type = opcode.type(0);
    if (operands.get(0) instanceof Operand.Group to) {
      return Optional.of(apart(type, operands, to.members()));
    }
    if (operands.get(1) instanceof Operand.Group from) {
      return Optional.of(together(type, operands, from.members()));
    }
    if (operands.isVariable(operands.get(1))) {
      Scalar scalar = (a, b, c) -> a;
      return Optional.of(
          new AluStep(
              scalar.over(type, type),
              operands.none(),
              operands.destination(0, type),
              operands.variable(operands.get(1), type)));
    }
    return Optional.empty();
  }

  /// Logic of three registers by its truth table.
  private static Step logic(PtxType type, Operands operands) {
    int table = operands.immediate(4);
    Scalar scalar =
        (a, b, c) -> {
          long result = 0;
          for (int row = 0; row < 8; row++) {
            if ((table >>> row & 1) != 0) {
              long where = (row & 4) != 0 ? a : ~a;
              where &= (row & 2) != 0 ? b : ~b;
              where &= (row & 1) != 0 ? c : ~c;
              result |= where;
            }
          }
          return result;
        };
    return new AluStep(
        scalar.over(type, type, type, type),
        operands.none(),
        operands.destination(0, type),
        operands.source(1, type),
        operands.source(2, type),
        operands.source(3, type));
  }

  private static PtxType part(PtxType type, int count) {
    return switch (type.bytes() / count) {
      case 1 -> PtxType.B8;
      case 2 -> PtxType.B16;
      case 4 -> PtxType.B32;
      default -> throw new UnsupportedOperationException("no parts of such a size");
    };
  }

  private static Step together(PtxType type, Operands operands, List<Operand> members) {
    PtxType part = part(type, members.size());
    Slot to = operands.destination(0, type);
    Slot[] from = members.stream().map(m -> operands.source(m, part)).toArray(Slot[]::new);
    int bits = 8 * part.bytes();
    return (warp, lanes) -> {
      for (Slot slot : from) {
        warp.require(slot.writtenIndex(), lanes);
      }
      for (int left = lanes; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        long value = 0;
        for (int i = 0; i < from.length; i++) {
          long piece = ScalarLanes.truncated(part, warp.words[from[i].offset() + lane]);
          value |= piece << (i * bits);
        }
        set(warp, to, lane, value);
      }
      warp.written[to.writtenIndex()] |= lanes;
    };
  }

  private static Step apart(PtxType type, Operands operands, List<Operand> members) {
    PtxType part = part(type, members.size());
    Slot from = operands.source(1, type);
    Slot[] to =
        members.stream()
            .map(m -> Operands.isSink(m) ? operands.none() : operands.destination(m, part))
            .toArray(Slot[]::new);
    int bits = 8 * part.bytes();
    return (warp, lanes) -> {
      warp.require(from.writtenIndex(), lanes);
      for (int left = lanes; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        int index = from.offset() + lane;
        long value = from.isLong() ? warp.longs[index] : warp.words[index];
        for (int i = 0; i < to.length; i++) {
          set(warp, to[i], lane, ScalarLanes.truncated(part, value >>> (i * bits)));
        }
      }
      for (Slot slot : to) {
        warp.written[slot.writtenIndex()] |= lanes;
      }
    };
  }

  private static void set(Warp warp, Slot to, int lane, long value) {
    if (to.isLong()) {
      warp.longs[to.offset() + lane] = value;
    } else {
      warp.words[to.offset() + lane] = (int) value;
    }
  }
}
