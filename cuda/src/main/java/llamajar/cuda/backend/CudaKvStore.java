package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.BackendException;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.DeviceMemory;

/// Keys and values in memory that kernels address: for each layer its keys, then its values, both
/// laid out `[block][head][position in block][length]`.
final class CudaKvStore implements KvStore {
  private final CudaContext context;
  private final KvType type;
  private final int blockCount;
  private final long[] keys;
  private final long[] values;
  private final DeviceMemory memory;

  /// @param windowBlockCount blocks of layers with a sliding window
  /// @throws BackendException if there is not enough memory
  CudaKvStore(
      CudaContext context,
      List<CacheLayer> layers,
      KvType type,
      int blockCount,
      int windowBlockCount,
      CachePlace place) {
    this.context = context;
    this.type = type;
    this.blockCount = blockCount;
    keys = new long[layers.size()];
    values = new long[layers.size()];
    long end = 0;
    for (int i = 0; i < layers.size(); i++) {
      CacheLayer layer = layers.get(i);
      int count = layer.window() == 0 ? blockCount : windowBlockCount;
      keys[i] = end;
      end += bytes(layer, layer.keyLength(), type, count);
      values[i] = end;
      end += bytes(layer, layer.valueLength(), type, count);
    }
    memory = allocate(context, Math.max(end, 1), place);
  }

  private static DeviceMemory allocate(CudaContext context, long bytes, CachePlace place) {
    try {
      return switch (place) {
        case DEVICE -> context.allocate(bytes);
        case MAIN_MEMORY -> context.allocateMapped(bytes);
      };
    } catch (CudaException e) {
      if (!e.isOutOfMemory()) {
        throw e;
      }
      throw new BackendException(missing(context, bytes, place), e);
    }
  }

  private static String missing(CudaContext context, long bytes, CachePlace place) {
    return switch (place) {
      case DEVICE ->
          "keys and values need %d MiB of GPU memory, %d MiB are free; use a shorter context"
              .formatted(bytes >> 20, context.memoryInfo().free() >> 20);
      case MAIN_MEMORY ->
          "keys and values need %d MiB of main memory that stays in place, which the system does not give; use a shorter context"
              .formatted(bytes >> 20);
    };
  }

  /// Device memory that a store takes.
  static long byteSize(List<CacheLayer> layers, KvType type, int blockCount, int windowBlockCount) {
    long size = 0;
    for (CacheLayer layer : layers) {
      int count = layer.window() == 0 ? blockCount : windowBlockCount;
      size += bytes(layer, layer.keyLength(), type, count);
      size += bytes(layer, layer.valueLength(), type, count);
    }
    return size;
  }

  private static long bytes(CacheLayer layer, int length, KvType type, int blockCount) {
    return (long) blockCount * layer.headCount() * BLOCK_POSITIONS * type.bytes(length);
  }

  /// The address of a layer's keys.
  long keys(int layer) {
    return memory.address() + keys[layer];
  }

  /// The address of a layer's values.
  long values(int layer) {
    return memory.address() + values[layer];
  }

  @Override
  public int blockCount() {
    return blockCount;
  }

  @Override
  public KvType type() {
    return type;
  }

  @Override
  public void close() {
    context.makeCurrent();
    Closing.close(memory);
  }
}
