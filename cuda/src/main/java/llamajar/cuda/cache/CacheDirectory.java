package llamajar.cuda.cache;

import java.nio.file.Path;
import java.util.Map;

/// Where compiled code is kept if nobody says otherwise.
public final class CacheDirectory {
  private CacheDirectory() {}

  /// The directory for a user of this machine.
  public static Path ofUser() {
    return of(
        System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."));
  }

  /// The directory: below `XDG_CACHE_HOME`, which must be absolute to count, or `LOCALAPPDATA` on
  /// Windows, or `.cache` in the user's home.
  static Path of(Map<String, String> environment, String system, String home) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!isAbsolute(base) && system.startsWith("Windows")) {
      base = environment.getOrDefault("LOCALAPPDATA", "");
    }
    Path caches = isAbsolute(base) ? Path.of(base) : Path.of(home, ".cache");
    return caches.resolve("llamajar").resolve("cuda");
  }

  private static boolean isAbsolute(String path) {
    return !path.isEmpty() && Path.of(path).isAbsolute();
  }
}
