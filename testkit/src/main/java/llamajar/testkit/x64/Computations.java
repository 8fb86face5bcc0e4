package llamajar.testkit.x64;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import llamajar.testkit.x64.VectorOperation.Computation;

/// Computations that treat each element alike. Elements are signed integers or floats.
final class Computations {
  private Computations() {}

  /// A function of two floats.
  @FunctionalInterface
  interface FloatFunction {
    float of(float left, float right);
  }

  /// A function of three floats: two sources and the destination.
  @FunctionalInterface
  interface FloatAccumulation {
    float of(float left, float right, float old);
  }

  /// A condition on two elements.
  @FunctionalInterface
  interface Condition {
    boolean holds(int left, int right, int immediate);
  }

  static Computation bytes(IntBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes; i++) {
        d.set8(i, f.applyAsInt(a.i8(i), b.i8(i)));
      }
    };
  }

  static Computation words(IntBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 2; i++) {
        d.set16(i, f.applyAsInt(a.i16(i), b.i16(i)));
      }
    };
  }

  static Computation ints(IntBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set32(i, f.applyAsInt(a.i32(i), b.i32(i)));
      }
    };
  }

  static Computation longs(LongBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 8; i++) {
        d.set64(i, f.applyAsLong(a.i64(i), b.i64(i)));
      }
    };
  }

  static Computation floats(FloatFunction f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set(i, f.of(a.f32(i), b.f32(i)));
      }
    };
  }

  static Computation accumulating(FloatAccumulation f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set(i, f.of(a.f32(i), b.f32(i), d.f32(i)));
      }
    };
  }

  /// Each element of 16 bits shifted by the immediate, which is the operator's second operand.
  static Computation shiftedWords(IntBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 2; i++) {
        d.set16(i, f.applyAsInt(b.i16(i), immediate));
      }
    };
  }

  static Computation shiftedInts(IntBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set32(i, f.applyAsInt(b.i32(i), immediate));
      }
    };
  }

  static Computation shiftedLongs(LongBinaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 8; i++) {
        d.set64(i, f.applyAsLong(b.i64(i), immediate));
      }
    };
  }

  /// Elements of one size become elements of another; `signed` says how they are extended.
  static Computation resized(int from, int to, boolean signed) {
    int unused = 64 - 8 * from;
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / Math.max(from, to); i++) {
        long element = b.element(from, i) << unused;
        put(d, to, i, signed ? element >> unused : element >>> unused);
      }
    };
  }

  /// Elements of 32 bits become bytes, the nearest that there is.
  static Computation saturated() {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set8(i, Math.clamp(b.i32(i), Byte.MIN_VALUE, Byte.MAX_VALUE));
      }
    };
  }

  static Computation eachInt(IntUnaryOperator f) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / 4; i++) {
        d.set32(i, f.applyAsInt(b.i32(i)));
      }
    };
  }

  /// Bytes of a mask from elements of 1, 2 or 4 bytes, as signed integers.
  static Computation condition(int element, Condition condition) {
    return (d, a, b, bytes, immediate) -> {
      for (int i = 0; i < bytes / element; i++) {
        d.set8(i, condition.holds(signed(a, element, i), signed(b, element, i), immediate) ? 1 : 0);
      }
    };
  }

  /// The source as it is.
  static Computation copy() {
    return (d, a, b, bytes, immediate) -> d.copy(b, 0, 0, bytes);
  }

  private static int signed(Lanes lanes, int element, int index) {
    return switch (element) {
      case 1 -> lanes.i8(index);
      case 2 -> lanes.i16(index);
      default -> lanes.i32(index);
    };
  }

  private static void put(Lanes d, int size, int index, long value) {
    switch (size) {
      case 1 -> d.set8(index, (int) value);
      case 2 -> d.set16(index, (int) value);
      case 4 -> d.set32(index, (int) value);
      default -> d.set64(index, value);
    }
  }
}
