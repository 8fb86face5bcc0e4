package llamajar.hub.name;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The quantization that a file's name states, which is all that a listing tells about it.
final class QuantizationName {
  private static final Pattern NAME =
      Pattern.compile(
          "(?<![A-Z0-9])((?:UD-)?(?:I?Q[1-9](?:_[A-Z0-9]+)*|TQ[12]_0|BF16|FP?16|FP?32|MXFP4(?:_MOE)?|NVFP4))(?![A-Z0-9])");
  private static final Set<String> FLOATS = Set.of("BF16", "F16", "FP16", "F32", "FP32");
  private static final Set<String> OLD = Set.of("Q4_0", "Q4_1", "Q5_0", "Q5_1");
  private static final String DYNAMIC = "UD-";

  private QuantizationName() {}

  /// The last one in a path, without extension; in capitals.
  static Optional<String> in(String path) {
    Matcher matcher = NAME.matcher(path.toUpperCase(Locale.ROOT));
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1));
    }
    return last;
  }

  /// Whether a name is meant by what a user wrote; `UD-` may be left out.
  static boolean matches(String name, String written) {
    return name.equalsIgnoreCase(written) || name.equalsIgnoreCase(DYNAMIC + written);
  }

  static boolean isFloat(String name) {
    return FLOATS.contains(name);
  }

  /// Whether it is one of the first types, which are worse than others of their size.
  static boolean isOld(String name) {
    return OLD.contains(name);
  }
}
