package llamajar.text.template.value;

import java.math.BigInteger;
import llamajar.text.template.guard.TemplateException;

/// A whole number of any size up to [#MAX_BITS].
///
/// @param number the number
public record Int(BigInteger number) implements Value {
  /// About 4,300 decimal digits, the most that Python prints.
  public static final int MAX_BITS = 14_284;

  /// Refuses numbers that are too large.
  public Int {
    if (number.bitLength() > MAX_BITS) {
      throw TemplateException.limit("an integer has more than 4300 digits");
    }
  }

  /// A small one.
  public static Int of(long number) {
    return new Int(BigInteger.valueOf(number));
  }

  @Override
  public String typeName() {
    return "int";
  }

  @Override
  public boolean truth() {
    return number.signum() != 0;
  }
}
