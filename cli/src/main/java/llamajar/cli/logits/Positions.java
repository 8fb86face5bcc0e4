package llamajar.cli.logits;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import llamajar.cli.option.Counts;
import llamajar.cli.option.UsageException;

/// Which positions of a sequence are wanted.
///
/// @param indexes rising
record Positions(int[] indexes) {

  /// Reads `all`, `last`, or positions between commas.
  ///
  /// @param length of the sequence
  /// @throws UsageException if a position is outside the sequence, or they don't rise
  static Positions parse(String text, int length) {
    return switch (text) {
      case "all" -> new Positions(IntStream.range(0, length).toArray());
      case "last" -> new Positions(new int[] {length - 1});
      default -> {
        List<Integer> given = Counts.list("--positions", text, 0, length - 1);
        for (int i = 1; i < given.size(); i++) {
          if (given.get(i) <= given.get(i - 1)) {
            throw new UsageException(
                "--positions %s: give each position once, in rising order".formatted(text));
          }
        }
        yield new Positions(given.stream().mapToInt(Integer::intValue).toArray());
      }
    };
  }

  /// Whether a position is wanted.
  IntPredicate wanted() {
    return position -> Arrays.binarySearch(indexes, position) >= 0;
  }
}
