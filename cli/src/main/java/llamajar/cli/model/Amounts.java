package llamajar.cli.model;

/// Large numbers for people.
public final class Amounts {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private Amounts() {}

  /// Bytes: `1.57 MiB`.
  public static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    if (bytes < MIB) {
      return scaled(bytes, KIB, " KiB");
    }
    return bytes < GIB ? scaled(bytes, MIB, " MiB") : scaled(bytes, GIB, " GiB");
  }

  /// How many of something there are: `1.10B`.
  public static String count(long count) {
    if (count < 1_000) {
      return Long.toString(count);
    }
    if (count < 1_000_000) {
      return scaled(count, 1_000, "K");
    }
    return count < 1_000_000_000
        ? scaled(count, 1_000_000, "M")
        : scaled(count, 1_000_000_000, "B");
  }

  private static String scaled(long value, long unit, String name) {
    return "%.2f%s".formatted((double) value / unit, name);
  }
}
