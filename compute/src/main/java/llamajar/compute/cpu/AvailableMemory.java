package llamajar.compute.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Physical memory that a model could have.
public final class AvailableMemory {
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final int KIB = 1024;

  private AvailableMemory() {}

  /// Bytes that can be had without swapping, within the limits of a container; so many that
  /// anything fits if the system doesn't say.
  public static long bytes() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return Long.MAX_VALUE;
    }
    // What the bean calls free leaves out what is only cached, but it knows containers.
    long free = system.getFreeMemorySize();
    long available = field("MemAvailable:");
    boolean isContainer = system.getTotalMemorySize() < field("MemTotal:");
    return available == 0 || isContainer ? free : available;
  }

  private static long field(String name) {
    try {
      for (String line : Files.readAllLines(MEMORY_INFO)) {
        if (line.startsWith(name)) {
          return KIB * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // Not Linux.
    }
    return 0;
  }
}
