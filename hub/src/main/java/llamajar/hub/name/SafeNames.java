package llamajar.hub.name;

import java.util.regex.Pattern;

/// What a server may name without that doing harm in a file system or on a terminal.
public final class SafeNames {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int LONGEST_PATH = 1024;
  private static final String FORBIDDEN = "\\:*?\"<>|";

  private SafeNames() {}

  /// Whether a text is a hash in hexadecimal: of a commit, or of a file's content.
  public static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /// Whether a path stays inside the folder that it is put into, on every system.
  public static boolean isInside(String path) {
    if (path.isEmpty() || path.length() > LONGEST_PATH || path.startsWith("/")) {
      return false;
    }
    if (path.chars().anyMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0)) {
      return false;
    }
    for (String step : path.split("/", -1)) {
      if (step.isEmpty() || step.equals(".") || step.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /// Whether a branch, tag or commit can be a file below `refs`.
  public static boolean isRevision(String revision) {
    return isInside(revision) && !revision.startsWith("-") && !revision.contains("..");
  }
}
