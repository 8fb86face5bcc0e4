package llamajar.cli.logits;

import java.util.BitSet;
import java.util.List;
import llamajar.cli.option.Counts;
import llamajar.cli.option.UsageException;

/// Which positions of a sequence are wanted.
///
/// @param wanted a bit for each position
record Positions(BitSet wanted) {

  /// Reads `all`, `last`, or positions between commas.
  ///
  /// @param length of the sequence
  /// @throws UsageException if a position is outside the sequence, or they don't rise
  static Positions parse(String text, int length) {
    BitSet wanted = new BitSet(length);
    switch (text) {
      case "all" -> wanted.set(0, length);
      case "last" -> wanted.set(length - 1);
      default -> {
        List<Integer> given = Counts.list("--positions", text, 0, length - 1);
        for (int i = 1; i < given.size(); i++) {
          if (given.get(i) <= given.get(i - 1)) {
            throw new UsageException(
                "--positions %s: give each position once, in rising order".formatted(text));
          }
        }
        given.forEach(wanted::set);
      }
    }
    return new Positions(wanted);
  }

  /// Whether a position is wanted.
  boolean contains(int position) {
    return wanted.get(position);
  }
}
