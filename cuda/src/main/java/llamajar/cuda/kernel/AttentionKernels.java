package llamajar.cuda.kernel;

import java.util.List;
import java.util.Set;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvType;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// Attention: single rows with their positions divided among blocks of threads, or tiles of rows on
/// tensor cores.
public final class AttentionKernels {
  /// Most numbers of a key.
  public static final int MOST_KEY_LENGTH = 576;

  /// Most numbers of a value.
  public static final int MOST_VALUE_LENGTH = 512;

  /// What head lengths are multiples of.
  public static final int LENGTH_STEP = 8;

  private static final Set<Integer> FLASH_LENGTHS = Set.of(64, 80, 96, 128, 192, 256);
  private static final int WARP = 32;
  private static final int THREADS = 128;
  private static final int MOST_SPLITS = 64;

  private final Launcher launcher;

  /// Kernels on a launcher's stream.
  public AttentionKernels(Launcher launcher) {
    this.launcher = launcher;
  }

  /// One layer of the cache and how its scores become weights.
  ///
  /// @param keys `[block][head][64][key length]`
  /// @param values `[block][head][64][value length]`
  /// @param headCount query heads
  /// @param sinks `[headCount]` floats, or 0
  /// @param window how many positions a row sees, its own included; 0: all
  /// @param softCap bound of scores; 0: none
  public record Layer(
      CacheLayer shape,
      KvType type,
      long keys,
      long values,
      int headCount,
      long sinks,
      float scale,
      int window,
      float softCap) {}

  /// The rows that attend.
  ///
  /// @param query `[rows][headCount · key length]`
  /// @param out `[rows][headCount · value length]`
  /// @param ends `[rows]`: one past the last position that the row sees
  /// @param tiles `[tileCount + 1]`: the first row of each tile, whose rows are of one sequence
  /// @param longestTile most rows of a tile
  public record Queries(
      long query,
      long out,
      HeadKernels.Places places,
      long ends,
      int rows,
      long tiles,
      int tileCount,
      int longestTile) {}

  /// Whether tiles of rows can be computed on tensor cores.
  public static boolean hasTiles(CacheLayer shape, KvType type) {
    return shape.keyLength() == shape.valueLength()
        && FLASH_LENGTHS.contains(shape.keyLength())
        && type != KvType.F32;
  }

  /// The modules with the code for a layer.
  public static List<String> modules(CacheLayer shape, KvType type) {
    String rows = rowModule(type);
    return hasTiles(shape, type) ? List.of(rows, tileModule(shape)) : List.of(rows);
  }

  private static String rowModule(KvType type) {
    return switch (type) {
      case F16, Q8_0 -> "attention-" + type.label();
      // One module for the two that have a wide range: which of them it is, kernels are told.
      case F32, BF16 -> "attention-wide";
    };
  }

  private static String tileModule(CacheLayer shape) {
    return "flash-" + shape.keyLength();
  }

  /// Into how many parts the positions of each row are divided.
  public int splits(CacheLayer shape, int headCount, int rows) {
    return splits(shape, headCount, rows, launcher.multiprocessors());
  }

  /// The same on a device that has so many multiprocessors.
  public static int splits(CacheLayer shape, int headCount, int rows, int multiprocessors) {
    int blocks = rows * shape.headCount() * groups(shape, headCount);
    return Math.clamp(2L * multiprocessors / blocks, 1, MOST_SPLITS);
  }

  /// Memory that [#attendRows] needs for so many splits, in bytes.
  public static long partialBytes(CacheLayer shape, int headCount, int rows, int splits) {
    return (long) rows * headCount * splits * (shape.valueLength() + 2) * Float.BYTES;
  }

  /// Attends row by row.
  ///
  /// @param partial memory for what splits have in between
  public void attendRows(Layer layer, Queries queries, long partial, int splits) {
    int group = group(layer.shape(), layer.headCount());
    String module = rowModule(layer.type());
    arguments(layer, queries, partial, splits);
    int groups = groups(layer.shape(), layer.headCount());
    LaunchShape shape =
        LaunchShape.of(splits, THREADS)
            .withGridY(layer.shape().headCount() * groups)
            .withGridZ(queries.rows());
    launcher.launch(module, "attend" + group, shape);
    arguments(layer, queries, partial, splits);
    launcher.launch(
        module, "combine", LaunchShape.of(layer.headCount(), THREADS).withGridY(queries.rows()));
  }

  /// Attends tile by tile; see [#hasTiles].
  public void attendTiles(Layer layer, Queries queries) {
    int length = layer.shape().keyLength();
    String module = tileModule(layer.shape());
    int warps = length <= 128 ? 4 : 2;
    int rows = 16 * warps;
    int positions = length <= 128 ? 64 : 32;
    int sharedBytes = (2 * rows + positions) * (length + 8) * Short.BYTES;
    CudaFunction function = launcher.function(module, "flash");
    function.allowDynamicSharedMemory(sharedBytes);
    arguments(layer, queries, 0, 1);
    int pairs = queries.longestTile() * (layer.headCount() / layer.shape().headCount());
    LaunchShape shape =
        LaunchShape.of(Math.ceilDiv(pairs, rows), warps * WARP)
            .withGridY(layer.shape().headCount())
            .withGridZ(queries.tileCount())
            .withDynamicSharedBytes(sharedBytes);
    launcher.launch(module, "flash", shape);
  }

  private void arguments(Layer layer, Queries queries, long partial, int splits) {
    HeadKernels.Places places = queries.places();
    KernelArguments arguments = launcher.arguments();
    arguments.address(queries.query()).address(layer.keys()).address(layer.values());
    arguments.address(queries.out()).address(partial).address(layer.sinks());
    arguments.address(places.positions()).address(queries.ends()).address(places.tables());
    arguments.address(places.starts()).address(queries.tiles());
    arguments.put32(layer.headCount()).put32(layer.shape().headCount());
    arguments.put32(layer.shape().keyLength()).put32(layer.shape().valueLength());
    arguments.put32(splits).put32(layer.window()).putFloat(layer.scale());
    arguments.putFloat(layer.softCap()).put32(HeadKernels.number(layer.type()));
    launcher.endStructure();
  }

  /// How many heads that share keys and values one block of threads computes together.
  private static int group(CacheLayer shape, int headCount) {
    int sharedBy = headCount / shape.headCount();
    return sharedBy == 1 ? 1 : sharedBy <= 4 ? 4 : 8;
  }

  private static int groups(CacheLayer shape, int headCount) {
    return Math.ceilDiv(headCount / shape.headCount(), group(shape, headCount));
  }
}
