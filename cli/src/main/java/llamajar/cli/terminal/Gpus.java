package llamajar.cli.terminal;

import java.nio.file.Path;
import java.util.function.Supplier;
import llamajar.cuda.cache.CacheDirectory;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.libcuda.LibCuda;

/// How GPUs are found, and where what was compiled for them is kept.
///
/// @param search looks for the driver
/// @param codeCache the directory of compiled code
public record Gpus(Supplier<DriverLookup> search, Path codeCache) {

  /// Those of this machine.
  public static Gpus ofMachine() {
    return new Gpus(LibCuda::find, CacheDirectory.ofUser());
  }
}
