package llamajar.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// What this machine has to compute with.
public final class Processors {
  private static final Path TOPOLOGY = Path.of("/sys/devices/system/cpu");

  private Processors() {}

  /// Number of cores, hardware threads of one core counted once where the system tells, and no more
  /// than this process may use.
  public static int physicalCores() {
    int available = Runtime.getRuntime().availableProcessors();
    Set<String> cores = new HashSet<>();
    try (DirectoryStream<Path> cpus = Files.newDirectoryStream(TOPOLOGY, "cpu[0-9]*")) {
      for (Path cpu : cpus) {
        Path siblings = cpu.resolve("topology/thread_siblings_list");
        if (Files.isReadable(siblings)) {
          cores.add(Files.readString(siblings).strip());
        }
      }
    } catch (IOException e) {
      return available;
    }
    return cores.isEmpty() ? available : Math.min(available, cores.size());
  }
}
