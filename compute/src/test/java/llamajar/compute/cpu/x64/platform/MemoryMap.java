package llamajar.compute.cpu.x64.platform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/// What Linux lists as the mapped memory of this process, at one moment.
record MemoryMap(List<Range> ranges) {
  private static final Path SOURCE = Path.of("/proc/self/maps");

  /// Addresses with the same permissions, such as `r-xp`.
  record Range(long start, long end, String permissions) {
    private static Range parse(String line) {
      String[] fields = line.split("[- ]", 3);
      return new Range(
          Long.parseUnsignedLong(fields[0], 16),
          Long.parseUnsignedLong(fields[1], 16),
          fields[2].substring(0, 4));
    }
  }

  /// Skips the test where the system has no such list.
  static MemoryMap read() {
    assumeTrue(Files.isReadable(SOURCE), "no " + SOURCE + " on this system");
    try {
      return new MemoryMap(Files.readAllLines(SOURCE).stream().map(Range::parse).toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The permissions of every page from an address on; "unmapped" where there is none.
  List<String> permissions(long address, long bytes) {
    return LongStream.range(0, bytes / SystemPages.PAGE_BYTES)
        .mapToObj(page -> permission(address + page * SystemPages.PAGE_BYTES))
        .distinct()
        .toList();
  }

  private String permission(long address) {
    return ranges.stream()
        .filter(range -> range.start() <= address && address < range.end())
        .map(Range::permissions)
        .findFirst()
        .orElse("unmapped");
  }
}
