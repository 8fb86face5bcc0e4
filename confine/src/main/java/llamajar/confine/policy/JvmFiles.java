package llamajar.confine.policy;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a JVM that runs already still opens: classes, libraries and settings when they are first
/// used, what the kernel says of the machine, the time zone, random numbers.
final class JvmFiles {
  private static final List<String> OF_SYSTEM =
      List.of(
          "/dev/random",
          "/dev/urandom",
          "/etc/localtime",
          "/etc/timezone",
          "/usr/share/zoneinfo",
          "/proc/cpuinfo",
          "/proc/meminfo",
          "/proc/stat",
          "/sys/devices/system/cpu",
          "/sys/devices/system/node",
          "/sys/fs/cgroup",
          "/sys/kernel/mm");

  /// Where distributions put links to files that lie elsewhere, such as `/etc/java-25-openjdk`.
  private static final List<String> LINKED = List.of("", "conf", "conf/security", "lib/security");

  private JvmFiles() {}

  static List<Grant> grants() {
    List<Grant> grants = new ArrayList<>();
    Path home = Path.of(System.getProperty("java.home"));
    grants.add(new Grant(home, Access.READ));
    for (String directory : LINKED) {
      for (Path link : links(home.resolve(directory))) {
        grants.add(new Grant(link, Access.READ));
      }
    }
    addPath(grants, System.getProperty("jdk.module.path"));
    addPath(grants, System.getProperty("java.class.path"));
    for (String path : OF_SYSTEM) {
      grants.add(new Grant(Path.of(path), Access.READ));
    }
    grants.add(new Grant(Path.of("/dev/null"), Access.DEVICE));
    return grants;
  }

  private static void addPath(List<Grant> grants, @Nullable String paths) {
    if (paths == null) {
      return;
    }
    for (String path : paths.split(File.pathSeparator, -1)) {
      if (!path.isEmpty()) {
        grants.add(new Grant(Path.of(path), Access.READ));
      }
    }
  }

  private static List<Path> links(Path directory) {
    List<Path> links = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isSymbolicLink(entry)) {
          links.add(entry);
        }
      }
    } catch (IOException e) {
      // A JDK without this directory has nothing linked in it.
      return links;
    }
    return links;
  }
}
