package llamajar.cuda.backend;

import llamajar.compute.EarlySelection;
import llamajar.compute.KvType;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.DeviceAttribute;

/// Memory that a program takes when it is ready to run, in bytes.
///
/// @param weights as the file has them
/// @param cache keys and values
/// @param scratch what steps read and write
/// @param cachePlace where keys and values are; all else is in the device's memory
public record MemoryNeed(long weights, long cache, long scratch, CachePlace cachePlace) {

  /// Adds up what a program takes, before anything is taken.
  ///
  /// @param maxRows most tokens in one batch
  /// @param blockCount blocks of the store for keys and values
  /// @param windowBlockCount blocks of it that layers with a sliding window have
  /// @throws llamajar.compute.UnsupportedOpException naming what has no kernel
  public static MemoryNeed of(
      Program program,
      CudaDevice device,
      int maxRows,
      KvType type,
      int blockCount,
      int windowBlockCount,
      CachePlace cachePlace) {
    Program rewritten = ProductGrouping.apply(EarlySelection.apply(program));
    StepCompiler compiler = new StepCompiler(rewritten);
    ValuePlan plan = new ValuePlan(compiler.steps(), rewritten.valueCount(), rewritten.results());
    int multiprocessors = device.attribute(DeviceAttribute.MULTIPROCESSOR_COUNT);
    long scratch =
        Buffers.byteSize(plan, maxRows)
            + BatchInputs.byteSize(maxRows, compiler.rotaries())
            + BestTokens.byteSize(maxRows)
            + ScratchSize.of(rewritten, compiler, maxRows, multiprocessors).byteSize();
    return new MemoryNeed(
        DeviceWeights.Layout.of(rewritten).byteSize(),
        CudaKvStore.byteSize(rewritten.cacheLayers(), type, blockCount, windowBlockCount),
        scratch,
        cachePlace);
  }

  /// All that is in the device's memory.
  public long total() {
    return switch (cachePlace) {
      case DEVICE -> weights + cache + scratch;
      case MAIN_MEMORY -> weights + scratch;
    };
  }
}
