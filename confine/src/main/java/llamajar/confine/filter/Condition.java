package llamajar.confine.filter;

/// When a call is refused, judged by the lower 32 bits of one of its arguments, 0 to 5.
public sealed interface Condition {
  /// Whatever the arguments are.
  record Always() implements Condition {}

  /// If the argument has this value.
  record Is(int argument, int value) implements Condition {}

  /// If the argument has another value.
  record IsNot(int argument, int value) implements Condition {}

  /// If the argument has none of these bits.
  record Lacks(int argument, int bits) implements Condition {}
}
