package llamajar.cuda.kernel;

import java.util.List;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;
import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// Products of matrices with columns of activations.
///
/// Up to [#FEW_COLUMNS] columns are multiplied while weights are read, each byte once; more are
/// multiplied on tensor cores, tile by tile.
public final class Products {
  /// Columns that the kernels for generating multiply in one pass.
  public static final int FEW_COLUMNS = 8;

  private static final int MOST_MATRICES = 3;
  private static final int WARP = 32;
  private static final int BLOCK_WARPS = 8;
  private static final int ROWS_PER_WARP = 2;
  private static final int BUSY_WARPS = 32;
  private static final int TILE_ROWS = 128;
  private static final int TILE_COLUMNS = 64;
  private static final int PLAIN_TILE = 64;

  private final Launcher launcher;

  /// Products on a launcher's stream.
  public Products(Launcher launcher) {
    this.launcher = launcher;
  }

  /// Whether products with this type read quantized activations, rather than floats.
  public static boolean readsQuantized(TensorType type) {
    return type.isQuantized();
  }

  /// The kernel that multiplies so many columns with matrices of a type.
  public static String kernelName(TensorType type, int columns) {
    String module = new DeviceMatrix(type, 0, 0, 0).module();
    return columns <= FEW_COLUMNS
        ? "%s.mmv%d".formatted(module, columnsAtOnce(columns))
        : "%s.mmq".formatted(matrixModule(type, module));
  }

  /// The modules with the code for products with a type.
  public static List<String> modules(TensorType type) {
    String module = new DeviceMatrix(type, 0, 0, 0).module();
    String many = matrixModule(type, module);
    return many.equals(module) ? List.of(module) : List.of(module, many);
  }

  /// Loads the code for products with a type, so that running a program does not wait for it.
  public void load(TensorType type, boolean manyColumns) {
    String module = new DeviceMatrix(type, 0, 0, 0).module();
    launcher.function(module, "mmv1");
    if (manyColumns) {
      launcher.function(matrixModule(type, module), "mmq");
    }
  }

  /// Multiplies columns with up to three matrices of one type and row length.
  ///
  /// @param in as many rows as there are columns, or one for each `columnsPerRow` of them
  /// @param experts for stacks of matrices; null: matrices are single
  public void multiply(
      List<Product> products,
      Rows in,
      int columns,
      int columnsPerRow,
      @Nullable ExpertColumns experts) {
    if (experts == null ? columns <= FEW_COLUMNS : columns <= FEW_COLUMNS * experts.count() / 4) {
      multiplyFew(products, in, columns, columnsPerRow, experts);
    } else {
      if (experts != null) {
        group(experts, columns);
      }
      for (Product product : products) {
        multiplyMany(product, in, columns, columnsPerRow, experts);
      }
    }
  }

  private void multiplyFew(
      List<Product> products,
      Rows in,
      int columns,
      int columnsPerRow,
      @Nullable ExpertColumns experts) {
    DeviceMatrix first = products.getFirst().matrix();
    // Columns of different experts have no weights in common.
    int atOnce = experts == null ? columnsAtOnce(columns) : 1;
    int rows = 0;
    KernelArguments arguments = launcher.arguments();
    for (int i = 0; i < MOST_MATRICES; i++) {
      Product p = products.get(Math.min(i, products.size() - 1));
      rows = Math.max(rows, p.matrix().rows());
      arguments.address(p.matrix().address()).address(p.out()).address(p.bias());
      arguments.address(p.residual()).address(p.factors());
      arguments.put32(p.matrix().rows()).putFloat(p.factor());
    }
    int pairs = Math.ceilDiv(rows, ROWS_PER_WARP);
    int warps = warpsPerPair((long) pairs * products.size(), first.length());
    rows(arguments, first.type(), in);
    arguments.address(experts == null ? 0 : experts.chosen());
    arguments.put32(first.length()).put32(columns).put32(columnsPerRow).put32(warps);
    LaunchShape shape =
        LaunchShape.of(Math.ceilDiv(pairs, BLOCK_WARPS / warps), BLOCK_WARPS * WARP)
            .withGridY(Math.ceilDiv(columns, atOnce))
            .withGridZ(products.size());
    launcher.launch(first.module(), "mmv" + atOnce, shape);
  }

  /// How many warps share a pair of rows: as many as keep the device busy, if each still has
  /// something to do.
  private int warpsPerPair(long pairs, int length) {
    int warps = 1;
    while (warps < BLOCK_WARPS
        && pairs * warps < (long) launcher.multiprocessors() * BUSY_WARPS
        && length >= 2 * warps * WARP * WARP) {
      warps *= 2;
    }
    return warps;
  }

  private void multiplyMany(
      Product p, Rows in, int columns, int columnsPerRow, @Nullable ExpertColumns experts) {
    DeviceMatrix matrix = p.matrix();
    KernelArguments arguments = launcher.arguments();
    arguments.address(matrix.address());
    rows(arguments, matrix.type(), in);
    arguments.address(p.out()).address(p.bias()).address(p.residual()).address(p.factors());
    arguments.address(experts == null ? 0 : experts.order());
    arguments.address(experts == null ? 0 : experts.ends());
    arguments.put32(matrix.rows()).put32(matrix.length()).put32(columns).put32(columnsPerRow);
    arguments.putFloat(p.factor());
    launcher.endStructure();
    boolean quantized = readsQuantized(matrix.type());
    int threads = BLOCK_WARPS * WARP;
    LaunchShape shape =
        LaunchShape.of(Math.ceilDiv(matrix.rows(), quantized ? TILE_ROWS : PLAIN_TILE), threads)
            .withGridY(Math.ceilDiv(columns, quantized ? TILE_COLUMNS : PLAIN_TILE))
            .withGridZ(experts == null ? 1 : experts.count());
    launcher.launch(matrixModule(matrix.type(), matrix.module()), "mmq", shape);
  }

  /// Brings columns into the order of their experts.
  private void group(ExpertColumns experts, int columns) {
    KernelArguments arguments = launcher.arguments();
    arguments.address(experts.chosen()).address(experts.order()).address(experts.ends());
    arguments.put32(columns).put32(experts.count());
    int threads = Math.ceilDiv(experts.count(), WARP) * WARP;
    launcher.launch("experts", "group", LaunchShape.of(1, threads));
  }

  private static void rows(KernelArguments arguments, TensorType type, Rows in) {
    arguments.address(readsQuantized(type) ? in.bytes() : in.floats());
    arguments.address(in.scales()).address(in.sums());
  }

  private static int columnsAtOnce(int columns) {
    return columns > 4 ? FEW_COLUMNS : columns > 1 ? 4 : 1;
  }

  private static String matrixModule(TensorType type, String module) {
    return readsQuantized(type) ? module + "-mmq" : module;
  }
}
