package llamajar.cuda.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamajar.cuda.cache.CacheReport.Load;
import llamajar.cuda.cache.CacheReport.Source;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.ModuleException;

/// Loads PTX by way of what the driver made of it earlier.
///
/// Any number of processes and threads may use one directory at a time.
public final class CompileCache {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Path directory;
  private final CacheMode mode;
  private final int driverVersion;
  private final List<Load> loads = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /// A cache in a directory, which is made when there is something to keep.
  ///
  /// @param driverVersion of the driver that compiles
  public CompileCache(Path directory, CacheMode mode, int driverVersion) {
    this.directory = directory;
    this.mode = mode;
    this.driverVersion = driverVersion;
  }

  /// Loads a module on the device of a context, which must be current.
  ///
  /// @throws ModuleException if the driver can't compile it
  /// @throws NotCachedException if it would have to be compiled, and must not be
  public CudaModule load(CudaContext context, CodeImage.Ptx ptx) {
    long start = System.nanoTime();
    CacheKey key = CacheKey.of(ptx, context.device().computeCapability(), driverVersion);
    CacheFile file = new CacheFile(directory, key);
    boolean damaged = false;
    if (mode != CacheMode.RECOMPILE) {
      Optional<CudaModule> module = fromCache(context, ptx, file);
      if (module.isPresent()) {
        note(ptx, Source.CACHE, start);
        return module.get();
      }
      damaged = file.exists();
      if (mode == CacheMode.CACHE_ONLY) {
        throw new NotCachedException(
            "GPU code '%s' for %s is %s %s; start once without --nocompile"
                .formatted(
                    ptx.name(),
                    key.capability().architecture(),
                    damaged ? "damaged in" : "not in",
                    directory));
      }
    }
    CompiledCode code = context.compile(ptx);
    keep(file, code.image().bytes());
    CudaModule module = context.load(code.image());
    note(ptx, damaged ? Source.REBUILT : Source.COMPILED, start);
    return module;
  }

  /// What happened so far.
  public synchronized CacheReport report() {
    return new CacheReport(List.copyOf(loads), List.copyOf(warnings));
  }

  private static Optional<CudaModule> fromCache(
      CudaContext context, CodeImage.Ptx ptx, CacheFile file) {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(context.load(new CodeImage.Binary(ptx.name(), content.get())));
    } catch (ModuleException e) {
      if (e.isOutOfMemory()) {
        throw e;
      }
      // Whole, but not what this driver takes: as good as damaged.
      return Optional.empty();
    }
  }

  private void keep(CacheFile file, byte[] content) {
    try {
      file.write(content);
    } catch (IOException e) {
      synchronized (this) {
        warnings.add(
            "compiled GPU code can't be kept in %s (%s); it is compiled again next time"
                .formatted(directory, e));
      }
    }
  }

  private synchronized void note(CodeImage.Ptx ptx, Source source, long start) {
    loads.add(new Load(ptx.name(), source, (System.nanoTime() - start) / NANOS_PER_MILLI));
  }
}
