package llamajar.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llamajar.cli.model.Amounts;
import llamajar.engine.Processors;

/// Java and the machine that it runs on.
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /// One line each.
  static List<String> describe() {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        "java      %s (%s), %s"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.vm.name")),
        "system    %s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        "processor %s, %d cores, %d hardware threads"
            .formatted(processorName(), Processors.physicalCores(), runtime.availableProcessors()),
        "memory    " + memory(),
        "heap      at most %s (weights and caches are outside)"
            .formatted(Amounts.bytes(runtime.maxMemory())));
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? "%s, %s free"
            .formatted(
                Amounts.bytes(system.getTotalMemorySize()),
                Amounts.bytes(system.getFreeMemorySize()))
        : "unknown";
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
