package llamajar.testkit.x64;

import static llamajar.testkit.x64.Computations.accumulating;
import static llamajar.testkit.x64.Computations.bytes;
import static llamajar.testkit.x64.Computations.condition;
import static llamajar.testkit.x64.Computations.copy;
import static llamajar.testkit.x64.Computations.eachInt;
import static llamajar.testkit.x64.Computations.floats;
import static llamajar.testkit.x64.Computations.ints;
import static llamajar.testkit.x64.Computations.longs;
import static llamajar.testkit.x64.Computations.resized;
import static llamajar.testkit.x64.Computations.shiftedInts;
import static llamajar.testkit.x64.Computations.shiftedLongs;
import static llamajar.testkit.x64.Computations.shiftedWords;
import static llamajar.testkit.x64.Computations.words;
import static llamajar.testkit.x64.VectorOperation.Extent.EIGHTH;
import static llamajar.testkit.x64.VectorOperation.Extent.HALF;
import static llamajar.testkit.x64.VectorOperation.Extent.QUARTER;
import static llamajar.testkit.x64.VectorOperation.Extent.SHUFFLED;
import static llamajar.testkit.x64.VectorOperation.Extent.WHOLE;
import static llamajar.testkit.x64.VectorOperation.Shape.ACCUMULATE;
import static llamajar.testkit.x64.VectorOperation.Shape.BLEND;
import static llamajar.testkit.x64.VectorOperation.Shape.NARROWING;
import static llamajar.testkit.x64.VectorOperation.Shape.SCALAR;
import static llamajar.testkit.x64.VectorOperation.Shape.SCALAR_ACCUMULATE;
import static llamajar.testkit.x64.VectorOperation.Shape.SHIFT;
import static llamajar.testkit.x64.VectorOperation.Shape.STORE;
import static llamajar.testkit.x64.VectorOperation.Shape.THREE;
import static llamajar.testkit.x64.VectorOperation.Shape.TO_MASK;
import static llamajar.testkit.x64.VectorOperation.Shape.TWO;

import java.util.HashMap;
import java.util.Map;
import llamajar.testkit.x64.VectorOperation.Computation;
import llamajar.testkit.x64.VectorOperation.Extent;
import llamajar.testkit.x64.VectorOperation.Shape;
import org.jspecify.annotations.Nullable;

/// The instructions on vectors by their opcodes.
final class VectorTable {
  private static final int NO = 0x1000;
  private static final int P66 = 0x1100;
  private static final int PF3 = 0x1200;
  private static final int PF2 = 0x1300;
  private static final int P66_38 = 0x2100;
  private static final int PF3_38 = 0x2200;
  private static final int P66_3A = 0x3100;

  // Beside the opcode where W tells instructions apart, or the digit in `reg`.
  private static final int W0 = 0x1_0000;
  private static final int W1 = 0x2_0000;
  private static final int DIGIT = 0x10_0000;

  /// Beside the opcode of what another instruction than with EVEX has.
  private static final int VEX = 0x4_0000;

  private static final Map<Integer, VectorOperation> ALL = new VectorTable().map;

  private final Map<Integer, VectorOperation> map = new HashMap<>();

  private VectorTable() {
    sums();
    logic();
    shifts();
    shuffles();
    moves();
    conversions();
    floatArithmetic();
    conditions();
  }

  static @Nullable VectorOperation find(Prefix prefix, int opcode, int digit) {
    int key = prefix.key(opcode);
    boolean byDigit = prefix.map() == 1 && opcode >= 0x71 && opcode <= 0x73;
    if (byDigit) {
      return ALL.get(key | DIGIT * (1 + digit));
    }
    if (!prefix.evex() && ALL.containsKey(key | VEX)) {
      return ALL.get(key | VEX);
    }
    VectorOperation operation = ALL.get(key | (prefix.wide() ? W1 : W0));
    return operation == null ? ALL.get(key) : operation;
  }

  /// Whether an instruction of the first map has an immediate.
  static boolean hasImmediate(Prefix prefix, int opcode) {
    return prefix.map() == 1
        && ((opcode >= 0x70 && opcode <= 0x73) || opcode == 0xC2 || opcode == 0xC6);
  }

  private void put(int key, Shape shape, int element, Extent memory, Computation computation) {
    if (map.put(key, new VectorOperation(shape, element, memory, computation)) != null) {
      throw new IllegalStateException("opcode %x twice".formatted(key));
    }
  }

  private void three(int key, int element, Computation computation) {
    put(key, THREE, element, WHOLE, computation);
  }

  private void sums() {
    three(P66 | 0xFC, 1, bytes(Integer::sum));
    three(P66 | 0xFD, 2, words(Integer::sum));
    three(P66 | 0xFE, 4, ints(Integer::sum));
    three(P66 | 0xD4, 8, longs(Long::sum));
    three(P66 | 0xF8, 1, bytes((x, y) -> x - y));
    three(P66 | 0xF9, 2, words((x, y) -> x - y));
    three(P66 | 0xFA, 4, ints((x, y) -> x - y));
    three(P66 | 0xD5, 2, words((x, y) -> x * y));
    three(P66 | 0xE4, 2, words((x, y) -> ((x & 0xFFFF) * (y & 0xFFFF)) >>> 16));
    three(P66_38 | 0x40, 4, ints((x, y) -> x * y));
    three(P66 | 0xF5, 4, Bits::wordPairs);
    three(P66_38 | 0x04, 2, Bits::bytePairs);
    put(P66_38 | 0x50, ACCUMULATE, 4, WHOLE, Bits::byteProducts);
    put(P66_38 | 0x52, ACCUMULATE, 4, WHOLE, Bits::wordProducts);
    three(P66 | 0xF6, 8, Bits::distances);
    put(P66_38 | 0x1C, TWO, 1, WHOLE, bytes((x, y) -> Math.abs(y)));
    three(P66_38 | 0x08, 1, bytes((x, y) -> y == 0 ? 0 : y < 0 ? -x : x));
    three(P66 | 0xDA, 1, bytes((x, y) -> Math.min(x & 0xFF, y & 0xFF)));
    three(P66 | 0xDE, 1, bytes((x, y) -> Math.max(x & 0xFF, y & 0xFF)));
    three(P66 | 0xD8, 1, bytes((x, y) -> Math.max(0, (x & 0xFF) - (y & 0xFF))));
    three(P66_38 | 0x3D, 4, ints(Math::max));
    three(P66_38 | 0x3B, 4, ints((x, y) -> Integer.compareUnsigned(x, y) < 0 ? x : y));
    three(P66 | 0x74, 1, bytes((x, y) -> x == y ? -1 : 0));
    three(P66 | 0x76, 4, ints((x, y) -> x == y ? -1 : 0));
    three(P66 | 0x64, 1, bytes((x, y) -> x > y ? -1 : 0));
  }

  private void logic() {
    three(P66 | 0xDB, 4, longs((x, y) -> x & y));
    three(P66 | 0xDF, 4, longs((x, y) -> ~x & y));
    three(P66 | 0xEB, 4, longs((x, y) -> x | y));
    three(P66 | 0xEF, 4, longs((x, y) -> x ^ y));
    three(NO | 0x54, 4, longs((x, y) -> x & y));
    three(NO | 0x57, 4, longs((x, y) -> x ^ y));
    put(P66_3A | 0x25, ACCUMULATE, 4, WHOLE, Bits::ternary);
    three(P66_38 | 0x83, 8, Bits::fields);
    three(P66_3A | 0xCE, 8, Bits::affine);
    put(P66_38 | 0x66 | W0, BLEND, 1, WHOLE, copy());
  }

  private void shift(int opcode, int digit, int element, Computation computation) {
    put(P66 | opcode | DIGIT * (1 + digit), SHIFT, element, WHOLE, computation);
  }

  private void shifts() {
    shift(0x71, 2, 2, shiftedWords((x, n) -> n > 15 ? 0 : (x & 0xFFFF) >>> n));
    shift(0x71, 6, 2, shiftedWords((x, n) -> n > 15 ? 0 : x << n));
    shift(0x71, 4, 2, shiftedWords((x, n) -> x >> Math.min(n, 15)));
    shift(0x72, 2, 4, shiftedInts((x, n) -> n > 31 ? 0 : x >>> n));
    shift(0x72, 6, 4, shiftedInts((x, n) -> n > 31 ? 0 : x << n));
    shift(0x72, 4, 4, shiftedInts((x, n) -> x >> Math.min(n, 31)));
    shift(0x73, 2, 8, shiftedLongs((x, n) -> n > 63 ? 0 : x >>> n));
    shift(0x73, 6, 8, shiftedLongs((x, n) -> n > 63 ? 0 : x << n));
    shift(0x73, 3, 1, Shuffles::shiftedLanes);
    three(P66_38 | 0x10 | W1, 2, words((x, n) -> (n & 0xFFFF) > 15 ? 0 : (x & 0xFFFF) >>> n));
    three(P66_38 | 0x12 | W1, 2, words((x, n) -> (n & 0xFFFF) > 15 ? 0 : x << n));
    three(P66_38 | 0x45 | W0, 4, ints((x, n) -> (n & -32) != 0 ? 0 : x >>> n));
    three(P66_38 | 0x47 | W0, 4, ints((x, n) -> (n & -32) != 0 ? 0 : x << n));
    three(P66_38 | 0x45 | W1, 8, longs((x, n) -> (n & -64) != 0 ? 0 : x >>> n));
    three(P66_38 | 0x47 | W1, 8, longs((x, n) -> (n & -64) != 0 ? 0 : x << n));
  }

  private void shuffled(int key, int element, Computation computation) {
    put(key, THREE, element, SHUFFLED, computation);
  }

  private void shuffles() {
    shuffled(P66_38 | 0x00, 1, Shuffles::bytesInLanes);
    put(P66 | 0x70, TWO, 4, SHUFFLED, Shuffles::intsInLanes);
    shuffled(NO | 0xC6, 4, Shuffles::floatsInLanes);
    shuffled(P66_38 | 0x8D | W0, 1, Shuffles.permuted(1));
    shuffled(P66_38 | 0x8D | W1, 2, Shuffles.permuted(2));
    shuffled(P66_38 | 0x36 | W0, 4, Shuffles.permuted(4));
    shuffled(P66_38 | 0x36 | W1, 8, Shuffles.permuted(8));
    shuffled(P66_38 | 0x16, 4, Shuffles.permuted(4));
    put(P66_3A | 0x00 | W1, TWO, 8, SHUFFLED, Shuffles::longs);
    put(P66_38 | 0x75 | W0, ACCUMULATE, 1, SHUFFLED, Shuffles.fromTwoByDestination(1));
    put(P66_38 | 0x76 | W0, ACCUMULATE, 4, SHUFFLED, Shuffles.fromTwoByDestination(4));
    put(P66_38 | 0x7D | W0, ACCUMULATE, 1, SHUFFLED, Shuffles.fromDestinationAnd(1));
    put(P66_38 | 0x7D | W1, ACCUMULATE, 2, SHUFFLED, Shuffles.fromDestinationAnd(2));
    put(P66_38 | 0x7E | W0, ACCUMULATE, 4, SHUFFLED, Shuffles.fromDestinationAnd(4));
    shuffled(P66_3A | 0x46, 4, Shuffles::halvesOfTwo);
    shuffled(P66_3A | 0x43 | W0, 4, Shuffles::lanes);
    shuffled(P66_3A | 0x0F, 1, Shuffles::shiftedPairs);
    for (int i = 0; i < 3; i++) {
      shuffled(P66 | (0x60 + i), 1 << i, Shuffles.interleaved(1 << i, false));
      shuffled(P66 | (0x68 + i), 1 << i, Shuffles.interleaved(1 << i, true));
    }
    shuffled(P66 | 0x6C, 8, Shuffles.interleaved(8, false));
    shuffled(P66 | 0x6D, 8, Shuffles.interleaved(8, true));
    shuffled(P66 | 0x67, 1, Shuffles.packedWords(0, 255));
    shuffled(P66 | 0x63, 1, Shuffles.packedWords(Byte.MIN_VALUE, Byte.MAX_VALUE));
    shuffled(P66 | 0x6B, 2, Shuffles::packedInts);
    shuffled(P66_3A | 0x02, 4, Shuffles::blended);
    put(P66_3A | 0x38 | W0, THREE, 4, Extent.of(16), Shuffles.inserted(16));
    put(P66_3A | 0x3A | W1, THREE, 8, Extent.of(32), Shuffles.inserted(32));
    put(P66_3A | 0x39 | W0, STORE, 4, Extent.of(16), Shuffles.extracted(16));
    put(P66_3A | 0x3B | W1, STORE, 8, Extent.of(32), Shuffles.extracted(32));
    int[] broadcasts = {0x78, 0x79, 0x58, 0x59};
    for (int i = 0; i < broadcasts.length; i++) {
      put(P66_38 | broadcasts[i], TWO, 1 << i, Extent.of(1 << i), Shuffles.repeated(1 << i));
    }
    put(P66_38 | 0x5A, TWO, 4, Extent.of(16), Shuffles.repeated(16));
    put(P66_38 | 0x5B | W1, TWO, 8, Extent.of(32), Shuffles.repeated(32));
    put(P66_38 | 0x18, TWO, 4, Extent.of(4), Shuffles.repeated(4));
    put(P66_38 | 0x19, TWO, 8, Extent.of(8), Shuffles.repeated(8));
  }

  private void moves() {
    put(PF3 | 0x6F | W0, TWO, 4, WHOLE, copy());
    put(PF3 | 0x6F | W1, TWO, 8, WHOLE, copy());
    put(PF2 | 0x6F | W0, TWO, 1, WHOLE, copy());
    put(PF2 | 0x6F | W1, TWO, 2, WHOLE, copy());
    put(NO | 0x10, TWO, 4, WHOLE, copy());
    put(PF3 | 0x7F | W0, STORE, 4, WHOLE, copy());
    put(PF2 | 0x7F | W0, STORE, 1, WHOLE, copy());
    put(NO | 0x11, STORE, 4, WHOLE, copy());
    put(PF3 | 0x11, STORE, 4, Extent.of(4), copy());
    put(P66 | 0xD6, STORE, 8, Extent.of(8), copy());
    put(PF3 | 0x10, TWO, 4, Extent.of(4), resized(4, 8, false));
    put(
        PF3 | 0x7E,
        TWO,
        8,
        Extent.of(8),
        (d, a, b, bytes, immediate) -> {
          d.clearFrom(0);
          d.copy(b, 0, 0, 8);
        });
    put(
        NO | 0x16,
        THREE,
        8,
        Extent.of(8),
        (d, a, b, bytes, immediate) -> {
          d.copy(a, 0, 0, 8);
          d.copy(b, 0, 8, 8);
        });
  }

  private void extension(int key, int from, int to, boolean signed) {
    Extent[] extents = {WHOLE, HALF, QUARTER, EIGHTH};
    Extent memory = extents[Integer.numberOfTrailingZeros(to / from)];
    put(key, TWO, to, memory, resized(from, to, signed));
  }

  private void conversions() {
    extension(P66_38 | 0x20, 1, 2, true);
    extension(P66_38 | 0x21, 1, 4, true);
    extension(P66_38 | 0x23, 2, 4, true);
    extension(P66_38 | 0x25, 4, 8, true);
    extension(P66_38 | 0x30, 1, 2, false);
    extension(P66_38 | 0x31, 1, 4, false);
    extension(P66_38 | 0x32, 1, 8, false);
    extension(P66_38 | 0x33, 2, 4, false);
    extension(P66_38 | 0x34, 2, 8, false);
    extension(P66_38 | 0x35, 4, 8, false);
    put(PF3_38 | 0x35, STORE, 4, HALF, resized(8, 4, false));
    put(PF3_38 | 0x30, STORE, 1, HALF, resized(2, 1, false));
    put(PF3_38 | 0x31, STORE, 1, QUARTER, resized(4, 1, false));
    put(PF3_38 | 0x21, STORE, 1, QUARTER, Computations.saturated());
    put(NO | 0x5B | W0, TWO, 4, WHOLE, eachInt(x -> Float.floatToRawIntBits((float) x)));
    put(P66 | 0x5B, TWO, 4, WHOLE, eachInt(x -> Floats.toInt(Float.intBitsToFloat(x))));
    put(
        NO | 0x5B | W1,
        NARROWING,
        4,
        WHOLE,
        (d, a, b, bytes, immediate) -> {
          for (int i = 0; i < bytes / 8; i++) {
            d.set(i, (float) b.i64(i));
          }
        });
    put(
        P66 | 0x5A,
        NARROWING,
        4,
        WHOLE,
        (d, a, b, bytes, immediate) -> {
          for (int i = 0; i < bytes / 8; i++) {
            d.set(i, (float) b.f64(i));
          }
        });
    put(
        PF3_38 | 0x72,
        NARROWING,
        2,
        WHOLE,
        (d, a, b, bytes, immediate) -> {
          for (int i = 0; i < bytes / 4; i++) {
            d.set16(i, Floats.toBfloat(b.f32(i)));
          }
        });
    put(
        P66_38 | 0x13,
        TWO,
        4,
        HALF,
        (d, a, b, bytes, immediate) -> {
          for (int i = bytes / 4 - 1; i >= 0; i--) {
            d.set(i, Float.float16ToFloat((short) b.i16(i)));
          }
        });
    put(
        P66_3A | 0x1D,
        STORE,
        2,
        HALF,
        (d, a, b, bytes, immediate) -> {
          for (int i = 0; i < bytes / 4; i++) {
            d.set16(i, Float.floatToFloat16(b.f32(i)));
          }
        });
  }

  private void scalar(int opcode, Computation computation) {
    put(PF3 | opcode, SCALAR, 4, Extent.of(4), computation);
  }

  private void floatArithmetic() {
    three(NO | 0x58, 4, floats(Float::sum));
    three(NO | 0x59, 4, floats((x, y) -> x * y));
    three(NO | 0x5C, 4, floats((x, y) -> x - y));
    three(NO | 0x5E, 4, floats((x, y) -> x / y));
    three(NO | 0x5D, 4, floats(Floats::min));
    three(NO | 0x5F, 4, floats(Floats::max));
    scalar(0x58, floats(Float::sum));
    scalar(0x59, floats((x, y) -> x * y));
    scalar(0x5C, floats((x, y) -> x - y));
    scalar(0x5E, floats((x, y) -> x / y));
    scalar(0x5F, floats(Floats::max));
    scalar(0x51, floats((x, y) -> (float) Math.sqrt(y)));
    put(NO | 0x51, TWO, 4, WHOLE, floats((x, y) -> (float) Math.sqrt(y)));
    put(P66_38 | 0xB8, ACCUMULATE, 4, WHOLE, accumulating(Math::fma));
    put(P66_38 | 0xA8, ACCUMULATE, 4, WHOLE, accumulating((a, b, d) -> Math.fma(a, d, b)));
    put(P66_38 | 0xBC, ACCUMULATE, 4, WHOLE, accumulating((a, b, d) -> Math.fma(-a, b, d)));
    put(P66_38 | 0xB9, SCALAR_ACCUMULATE, 4, Extent.of(4), accumulating(Math::fma));
    put(
        P66_3A | 0x08,
        TWO,
        4,
        WHOLE,
        (d, a, b, bytes, immediate) -> {
          for (int i = 0; i < bytes / 4; i++) {
            d.set(i, Floats.round(immediate, b.f32(i)));
          }
        });
    three(P66_38 | 0x2C, 4, floats(Floats::scale));
    put(PF3_38 | 0x52, ACCUMULATE, 4, WHOLE, Bits::bfloatProducts);
  }

  private void conditions() {
    put(P66_38 | 0x26 | W0, TO_MASK, 1, WHOLE, condition(1, (x, y, n) -> (x & y) != 0));
    put(P66_38 | 0x26 | W1, TO_MASK, 2, WHOLE, condition(2, (x, y, n) -> (x & y) != 0));
    put(PF3_38 | 0x26 | W0, TO_MASK, 1, WHOLE, condition(1, (x, y, n) -> (x & y) == 0));
    put(PF3_38 | 0x26 | W1, TO_MASK, 2, WHOLE, condition(2, (x, y, n) -> (x & y) == 0));
    put(
        P66_3A | 0x3E | W0,
        TO_MASK,
        1,
        WHOLE,
        condition(1, (x, y, n) -> ordered(n, Integer.compare(x & 0xFF, y & 0xFF))));
    three(NO | 0xC2 | VEX, 4, VectorTable::compare);
    put(
        NO | 0xC2,
        TO_MASK,
        4,
        WHOLE,
        condition(
            4, (x, y, n) -> Floats.compare(n, Float.intBitsToFloat(x), Float.intBitsToFloat(y))));
  }

  private static void compare(Lanes d, Lanes a, Lanes b, int bytes, int immediate) {
    for (int i = 0; i < bytes / 4; i++) {
      d.set32(i, Floats.compare(immediate, a.f32(i), b.f32(i)) ? -1 : 0);
    }
  }

  /// The comparisons of integers by number.
  private static boolean ordered(int predicate, int comparison) {
    return switch (predicate & 7) {
      case 0 -> comparison == 0;
      case 1 -> comparison < 0;
      case 2 -> comparison <= 0;
      case 3 -> false;
      case 4 -> comparison != 0;
      case 5 -> comparison >= 0;
      case 6 -> comparison > 0;
      default -> true;
    };
  }
}
