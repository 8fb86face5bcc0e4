package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;

/// Comparisons, logic of predicates, and what selects by them.
final class PredicateForms {

  /// Logic of two predicates.
  private interface Logic {
    int apply(int a, int b);
  }

  private PredicateForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands) {
    boolean onPredicates = opcode.typeCount() > 0 && opcode.type(0) == PtxType.PRED;
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "setp" -> compare(opcode, operands);
          case "set" -> compareToNumber(opcode, operands);
          case "selp" -> select(opcode.type(0), operands);
          case "testp" -> testProperty(opcode, operands);
          case "and", "or", "xor" -> onPredicates ? logic(logic(opcode.name()), operands) : null;
          case "not" -> onPredicates ? not(operands) : null;
          case "mov" -> onPredicates ? move(operands) : null;
          default -> null;
        });
  }

  private static Logic logic(String name) {
    return switch (name) {
      case "and" -> (a, b) -> a & b;
      case "or" -> (a, b) -> a | b;
      default -> (a, b) -> a ^ b;
    };
  }

  private static void set(Warp warp, Slot predicate, int lanes, int value) {
    int old = warp.predicates[predicate.index()];
    warp.predicates[predicate.index()] = (old & ~lanes) | (value & lanes);
    warp.written[predicate.writtenIndex()] |= lanes;
  }

  private static Step logic(Logic logic, Operands operands) {
    Slot to = operands.predicate(0);
    Slot a = operands.predicate(1);
    Slot b = operands.predicate(2);
    int flipA = negation(operands.get(1));
    int flipB = negation(operands.get(2));
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      warp.require(b.writtenIndex(), lanes);
      int left = warp.predicates[a.index()] ^ flipA;
      int right = warp.predicates[b.index()] ^ flipB;
      set(warp, to, lanes, logic.apply(left, right));
    };
  }

  private static Step not(Operands operands) {
    Slot to = operands.predicate(0);
    Slot a = operands.predicate(1);
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      set(warp, to, lanes, ~warp.predicates[a.index()]);
    };
  }

  private static Step move(Operands operands) {
    Slot to = operands.predicate(0);
    if (operands.get(1) instanceof Operand.Literal number) {
      int value = number.bits() != 0 ? Warp.ALL : 0;
      return (warp, lanes) -> set(warp, to, lanes, value);
    }
    Slot a = operands.predicate(1);
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      set(warp, to, lanes, warp.predicates[a.index()]);
    };
  }

  private static int negation(Operand operand) {
    return operand instanceof Operand.Name name && name.negated() ? Warp.ALL : 0;
  }

  private static Step compare(Opcode opcode, Operands operands) {
    PtxType type = opcode.type(0);
    if (FloatArithmetic.element(type) != type) {
      return comparePairs(opcode, operands);
    }
    Comparison comparison =
        Comparison.take(opcode, type)
            .orElseThrow(() -> new UnsupportedOperationException("unknown comparison"));
    Optional<Logic> logic = opcode.takeAny("and", "or", "xor").map(PredicateForms::logic);
    Slot a = operands.source(1, type);
    Slot b = operands.source(2, type);
    MaskFunction fast = FastComparisons.find(opcode.text());
    MaskFunction test =
        fast != null ? fast : (words, longs, x, y) -> comparison.test(type, words, longs, x, y);
    boolean pair = operands.get(0) instanceof Operand.Pair;
    Slot to =
        operands.get(0) instanceof Operand.Pair both
            ? operands.register(both.first())
            : operands.predicate(0);
    Slot other =
        operands.get(0) instanceof Operand.Pair both ? operands.register(both.second()) : to;
    Slot with = logic.isPresent() ? operands.predicate(3) : to;
    int flip = logic.isPresent() ? negation(operands.get(3)) : 0;
    int offsetA = a.offset();
    int offsetB = b.offset();
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      warp.require(b.writtenIndex(), lanes);
      int result = test.apply(warp.words, warp.longs, offsetA, offsetB);
      int opposite = ~result;
      if (logic.isPresent()) {
        warp.require(with.writtenIndex(), lanes);
        int third = warp.predicates[with.index()] ^ flip;
        result = logic.get().apply(result, third);
        opposite = logic.get().apply(opposite, third);
      }
      set(warp, to, lanes, result);
      if (pair) {
        set(warp, other, lanes, opposite);
      }
    };
  }

  /// Each half of packed numbers is compared by itself, and has its own result.
  private static Step comparePairs(Opcode opcode, Operands operands) {
    PtxType type = opcode.type(0);
    Comparison comparison =
        Comparison.take(opcode, type)
            .orElseThrow(() -> new UnsupportedOperationException("unknown comparison"));
    if (!(operands.get(0) instanceof Operand.Pair both)) {
      throw new UnsupportedOperationException("two predicates are expected");
    }
    Slot low = operands.register(both.first());
    Slot high = operands.register(both.second());
    Slot a = operands.source(1, type);
    Slot b = operands.source(2, type);
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      warp.require(b.writtenIndex(), lanes);
      int lower = 0;
      int upper = 0;
      for (int lane = 0; lane < Warp.LANES; lane++) {
        int x = warp.words[a.offset() + lane];
        int y = warp.words[b.offset() + lane];
        lower |= comparison.holds(x & 0xffff, y & 0xffff) ? 1 << lane : 0;
        upper |= comparison.holds(x >>> 16, y >>> 16) ? 1 << lane : 0;
      }
      set(warp, low, lanes, lower);
      set(warp, high, lanes, upper);
    };
  }

  /// A comparison whose result is a number: all bits or 1.0 where it holds, zero elsewhere.
  private static Step compareToNumber(Opcode opcode, Operands operands) {
    PtxType result = opcode.type(0);
    PtxType type = opcode.type(1);
    Comparison comparison =
        Comparison.take(opcode, type)
            .orElseThrow(() -> new UnsupportedOperationException("unknown comparison"));
    PtxType element = FloatArithmetic.element(type);
    boolean packed = element != type;
    long one =
        switch (result) {
          case F32 -> Float.floatToRawIntBits(1);
          case F16, F16X2 -> 0x3c00;
          case BF16, BF16X2 -> 0x3f80;
          default -> packed ? 0xffff : 0xffff_ffffL;
        };
    Scalar scalar =
        packed
            ? (a, b, c) ->
                (comparison.holds(a & 0xffff, b & 0xffff) ? one : 0)
                    | (comparison.holds(a >>> 16 & 0xffff, b >>> 16 & 0xffff) ? one << 16 : 0)
            : (a, b, c) -> comparison.holds(a, b) ? one : 0;
    return new AluStep(
        scalar.over(result, type, type),
        operands.none(),
        operands.destination(0, result),
        operands.source(1, type),
        operands.source(2, type));
  }

  private static Step select(PtxType type, Operands operands) {
    Slot to = operands.destination(0, type);
    Slot a = operands.source(1, type);
    Slot b = operands.source(2, type);
    Slot by = operands.predicate(3);
    return (warp, lanes) -> {
      warp.require(by.writtenIndex(), lanes);
      int chosen = warp.predicates[by.index()];
      warp.require(a.writtenIndex(), lanes & chosen);
      warp.require(b.writtenIndex(), lanes & ~chosen);
      int d = to.offset();
      for (int left = lanes; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        int from = ((chosen >>> lane & 1) != 0 ? a.offset() : b.offset()) + lane;
        if (to.isLong()) {
          warp.longs[d + lane] = warp.longs[from];
        } else {
          warp.words[d + lane] = warp.words[from];
        }
      }
      warp.written[to.writtenIndex()] |= lanes;
    };
  }

  private static Step testProperty(Opcode opcode, Operands operands) {
    PtxType type = opcode.type(0);
    String property =
        opcode
            .takeAny("finite", "infinite", "number", "notanumber", "normal", "subnormal")
            .orElseThrow(() -> new UnsupportedOperationException("unknown property"));
    Slot to = operands.predicate(0);
    Slot a = operands.source(1, type);
    double normal = type == PtxType.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    return (warp, lanes) -> {
      warp.require(a.writtenIndex(), lanes);
      int mask = 0;
      for (int lane = 0; lane < Warp.LANES; lane++) {
        int index = a.offset() + lane;
        double value = Floats.toDouble(type, type.isWide() ? warp.longs[index] : warp.words[index]);
        boolean holds =
            switch (property) {
              case "finite" -> Double.isFinite(value);
              case "infinite" -> Double.isInfinite(value);
              case "number" -> !Double.isNaN(value);
              case "notanumber" -> Double.isNaN(value);
              case "normal" -> Double.isFinite(value) && Math.abs(value) >= normal;
              default -> value != 0 && Math.abs(value) < normal;
            };
        mask |= holds ? 1 << lane : 0;
      }
      set(warp, to, lanes, mask);
    };
  }
}
