package llamajar.hub.name;

/// Sizes for people.
public final class Sizes {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private Sizes() {}

  /// Bytes: `4.37 GiB`.
  public static String text(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    if (bytes < MIB) {
      return "%.1f KiB".formatted((double) bytes / KIB);
    }
    return bytes < GIB
        ? "%.1f MiB".formatted((double) bytes / MIB)
        : "%.2f GiB".formatted((double) bytes / GIB);
  }
}
