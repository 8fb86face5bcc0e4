package llamajar.cli;

import llamajar.cli.option.UsageException;
import org.jspecify.annotations.Nullable;

/// The arguments as the JVM hands them over.
final class Arguments {
  private static final char REPLACEMENT = '\uFFFD';

  private Arguments() {}

  /// Makes sure that the JVM could read the arguments. In a locale with another character set than
  /// UTF-8, such as C, it puts replacement characters where it could not, and a model would get
  /// another prompt than was typed.
  ///
  /// @param encoding the character set of the locale
  /// @throws UsageException if it could not
  static void requireReadable(String[] args, @Nullable String encoding) {
    if ("UTF-8".equals(encoding)) {
      return;
    }
    for (String arg : args) {
      if (arg.indexOf(REPLACEMENT) >= 0) {
        throw new UsageException(
            "%s: the locale's character set (%s) can't hold this text; set LC_ALL=C.UTF-8"
                .formatted(arg, encoding));
      }
    }
  }
}
