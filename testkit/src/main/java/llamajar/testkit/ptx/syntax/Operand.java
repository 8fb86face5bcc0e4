package llamajar.testkit.ptx.syntax;

import java.util.List;

/// What an instruction works on.
public sealed interface Operand {

  /// A register, special register, label, function or variable.
  ///
  /// @param negated whether an exclamation mark precedes it
  record Name(String name, boolean negated) implements Operand {}

  /// A number.
  ///
  /// @param bits the integer, or the bits of the floating-point number
  /// @param floatBytes 4 or 8 for the bits of a float or double, else 0
  record Literal(long bits, int floatBytes) implements Operand {}

  /// A place in memory.
  ///
  /// @param base register or variable; empty for an absolute address
  record Address(String base, long offset) implements Operand {}

  /// Several operands in braces or parentheses.
  record Group(List<Operand> members) implements Operand {}

  /// Two results, such as a value and a predicate that says whether it is valid.
  record Pair(String first, String second) implements Operand {}
}
