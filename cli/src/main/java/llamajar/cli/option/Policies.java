package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.split.SplitBackend;
import llamajar.confine.policy.Access;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Policy;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.cache.CacheDirectory;

/// What stays open while a model runs. Its weights need nothing: they are mapped already.
public final class Policies {
  /// Where the driver finds its other parts, and what it asks of the system.
  private static final List<String> READ_BY_DRIVER =
      List.of(
          "/etc/ld.so.cache",
          "/lib",
          "/lib64",
          "/usr/lib",
          "/usr/lib64",
          "/proc/self",
          "/proc/driver/nvidia",
          "/proc/sys/vm",
          "/proc/devices",
          "/sys/bus/pci",
          "/sys/devices",
          "/sys/module/nvidia");

  private Policies() {}

  /// The policy for a model that a backend executes.
  public static Policy of(Backend backend) {
    Policy policy = Policy.ofJvm();
    return usesGpu(backend) ? withGpu(policy) : policy;
  }

  private static boolean usesGpu(Backend backend) {
    return backend instanceof SplitBackend split
        ? split.backends().stream().anyMatch(Policies::usesGpu)
        : backend instanceof CudaBackend;
  }

  /// With GPUs the driver goes on to work in this process, on devices of the system.
  static Policy withGpu(Policy policy) {
    Policy all = policy.withDrivers();
    for (Path device : nvidiaDevices(Path.of("/dev"))) {
      all = all.with(new Grant(device, Access.DEVICE));
    }
    for (String path : READ_BY_DRIVER) {
      all = all.with(new Grant(Path.of(path), Access.READ));
    }
    Path driverCache = Path.of(System.getProperty("user.home", "/"), ".nv");
    return all.with(new Grant(driverCache, Access.WRITE))
        .with(new Grant(CacheDirectory.ofUser(), Access.WRITE));
  }

  /// `/dev/nvidia0`, `/dev/nvidiactl` and the like.
  static List<Path> nvidiaDevices(Path directory) {
    List<Path> devices = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return devices;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "nvidia*")) {
      entries.forEach(devices::add);
    } catch (IOException e) {
      // Then the driver does not get at them either, and says so itself.
      return devices;
    }
    return devices;
  }
}
