package llamajar.hub.download;

import java.nio.file.Path;

/// Where a file goes.
///
/// @param target its name when it is complete
/// @param incomplete its name until then; not the one that the hub's own tools use, which take such
///   a file for a beginning without gaps
public record Place(Path target, Path incomplete) {
  private static final String SUFFIX = ".llamajar.incomplete";
  private static final String RECORD_SUFFIX = ".llamajar.ranges";

  /// The place for a target.
  public static Place of(Path target) {
    return new Place(target, target.resolveSibling(target.getFileName() + SUFFIX));
  }

  /// Whether a file is an incomplete one.
  public static boolean isIncomplete(Path file) {
    return file.toString().endsWith(SUFFIX);
  }

  /// The place that an incomplete file is for.
  public static Place ofIncomplete(Path file) {
    String name = String.valueOf(file.getFileName());
    return of(file.resolveSibling(name.substring(0, name.length() - SUFFIX.length())));
  }

  /// How many bytes have arrived.
  public long arrived() {
    return RangeRecord.read(record())
        .map(found -> found.ranges().stream().mapToLong(Range::length).sum())
        .orElse(0L);
  }

  /// The record of what is there.
  public Path record() {
    return target.resolveSibling(target.getFileName() + RECORD_SUFFIX);
  }
}
