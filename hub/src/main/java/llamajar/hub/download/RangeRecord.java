package llamajar.hub.download;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known about a file that is not complete: lines of text beside it.
///
/// @param total bytes of the whole file
/// @param version which content the ranges are of
/// @param ranges what is there
record RangeRecord(long total, Version version, List<Range> ranges) {
  private static final String HEAD = "llamajar ranges 1";
  private static final int LEAST_LINES = 4;

  /// Reads a record; empty if there is none that makes sense.
  static Optional<RangeRecord> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, UTF_8);
      if (lines.size() < LEAST_LINES || !lines.getFirst().equals(HEAD)) {
        return Optional.empty();
      }
      long total = Long.parseLong(lines.get(1));
      List<Range> ranges = new ArrayList<>();
      for (String line : lines.subList(LEAST_LINES, lines.size())) {
        int dash = line.indexOf('-');
        Range range =
            new Range(
                Long.parseLong(line.substring(0, Math.max(0, dash))),
                Long.parseLong(line.substring(dash + 1)));
        if (range.length() <= 0 || range.end() > total) {
          return Optional.empty();
        }
        ranges.add(range);
      }
      return Optional.of(new RangeRecord(total, new Version(lines.get(2), lines.get(3)), ranges));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Replaces the record in one step.
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(HEAD).append('\n').append(total).append('\n');
    text.append(version.entityTag()).append('\n').append(version.modified()).append('\n');
    for (Range range : ranges) {
      text.append(range.start()).append('-').append(range.end()).append('\n');
    }
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, text, UTF_8);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
