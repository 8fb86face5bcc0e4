package llamajar.cli.option;

import java.util.ArrayList;
import java.util.List;

/// Whole numbers given as options.
public final class Counts {
  /// More threads than any machine has.
  public static final int MOST_THREADS = 4096;

  /// More tokens than any context has.
  public static final int MOST_TOKENS = 1 << 24;

  private Counts() {}

  /// A number that must be in a range.
  ///
  /// @throws UsageException if it is not
  public static int inRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UsageException(
          "%s %d: give a number from %d to %d".formatted(option, value, least, most));
    }
    return value;
  }

  /// Numbers between commas, each in a range.
  ///
  /// @throws UsageException if one is not
  public static List<Integer> list(String option, String text, int least, int most) {
    List<Integer> numbers = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      numbers.add(inRange(option, number(option, text, text.substring(start, end)), least, most));
      start = end + 1;
    }
    return numbers;
  }

  private static int number(String option, String list, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new UsageException(
          "%s %s: '%s' is not a whole number; give numbers between commas, such as 0,4,8"
              .formatted(option, list, text));
    }
  }
}
