package llamajar.gguf;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of one part of a split model: `PREFIX-00001-of-00003.gguf`.
///
/// @param prefix what all parts begin with
/// @param number which part, from 1
/// @param count how many parts there are
record PartName(String prefix, int number, int count) {
  static final int MOST_PARTS = 99_999;

  private static final Pattern PATTERN = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  /// Takes a file name apart, or finds that it is not a part's.
  static Optional<PartName> of(String fileName) {
    Matcher matcher = PATTERN.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PartName(
            matcher.group(1),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3))));
  }

  /// The name of another part.
  PartName withNumber(int other) {
    return new PartName(prefix, other, count);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, number, count);
  }
}
