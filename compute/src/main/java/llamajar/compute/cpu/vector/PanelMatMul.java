package llamajar.compute.cpu.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.Locale;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.ProductCheck;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;

/// The product with weights of any type: weights are unpacked to floats in a cache, then
/// multiplied.
///
/// With few columns each row is unpacked piece by piece into the first-level cache and multiplied
/// at once, so that weights are read from memory in order. With many columns a panel of rows is
/// unpacked into the second-level cache and multiplied with all of them, which makes the cost of
/// unpacking vanish.
final class PanelMatMul implements MatMulKernel {
  /// Weights of a row that are unpacked at a time: with this length the 4 rows and 3 columns of a
  /// tile fit in a first-level cache of 32 KiB. A multiple of all block lengths.
  private static final int PIECE = 1024;

  /// Rows of a panel: 128 KiB of floats.
  private static final int PANEL_ROWS = 32;

  /// The number of columns up to which multiplying row by row is faster.
  private static final int FEW_COLUMNS = 2;

  /// Rows are a little further apart than their length, so that they don't compete for the same
  /// cache lines.
  private static final long PANEL_STRIDE = (PIECE + 16) * Float.BYTES;

  private static final int SLOT = 0;

  private static final MethodHandle UNPACK = unpackHandle();

  private final TensorType type;
  private final RowUnpacker unpacker;

  /// Most columns for which rows are multiplied one by one. Either way computes each column alike,
  /// but the two ways add up in different orders.
  private final int fewColumns;

  /// [RowUnpacker#unpack(long, int, long)], called through a handle that the JIT compiler can't see
  /// through. Inlined into the loops here, an unpacker exceeds what the compiler is willing to do
  /// in one method, its vectors become objects, and everything runs ten times slower.
  private final MethodHandle unpack;

  PanelMatMul(TensorType type, RowUnpacker unpacker) {
    this(type, unpacker, FEW_COLUMNS);
  }

  private PanelMatMul(TensorType type, RowUnpacker unpacker, int fewColumns) {
    this.type = type;
    this.unpacker = unpacker;
    this.fewColumns = fewColumns;
    unpack = UNPACK.bindTo(unpacker);
  }

  @Override
  public String name() {
    return "matmul-%s-f32-vector%d"
        .formatted(type.name().toLowerCase(Locale.ROOT), Lanes.F.vectorBitSize());
  }

  @Override
  public int rowGranularity(int columns) {
    return columns <= fewColumns ? 8 : PANEL_ROWS;
  }

  @Override
  public MatMulKernel with(RowArithmetic arithmetic) {
    return switch (arithmetic) {
      case FASTEST -> new PanelMatMul(type, unpacker);
      case AS_ONE -> new PanelMatMul(type, unpacker, Integer.MAX_VALUE);
      case AS_MANY -> new PanelMatMul(type, unpacker, 0);
    };
  }

  @Override
  public void multiply(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch) {
    ProductCheck.shapes(this, type, weights, in, out);
    int columns = in.rows();
    long rowBytes = weights.rowBytes();
    long w = Memory.address(weights.data(), firstRow * rowBytes, rowCount * rowBytes);
    long x = Memory.address(in.data(), 0, in.offset(columns));
    long y = Memory.address(out.data(), 0, out.offset(columns)) + 4L * firstRow;
    long sums = PANEL_ROWS * PANEL_STRIDE;
    long panel = scratch.memory(SLOT, sums + Tiles.SUMS_BYTES).address();
    try {
      if (columns <= fewColumns) {
        rowByRow(weights, w, rowCount, x, columns, y, out.offset(1), panel);
        return;
      }
      for (int r = 0; r < rowCount; r += PANEL_ROWS) {
        int rows = Math.min(PANEL_ROWS, rowCount - r);
        panelByPanel(
            weights, w + r * rowBytes, rows, x, columns, y + 4L * r, out.offset(1), panel, sums);
      }
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  private void rowByRow(
      WeightMatrix weights,
      long w,
      int rowCount,
      long x,
      int columns,
      long y,
      long yStride,
      long buffer) {
    int rowLength = weights.rowLength();
    for (int r = 0; r < rowCount; r++) {
      long source = w + r * weights.rowBytes();
      for (int k = 0; k < rowLength; k += PIECE) {
        int length = Math.min(PIECE, rowLength - k);
        unpack(source + bytes(k), blocks(length), buffer);
        for (int c = 0; c < columns; c++) {
          float sum = Tiles.dot(buffer, x + 4L * ((long) c * rowLength + k), length);
          long target = y + c * yStride + 4L * r;
          Memory.f32(target, k == 0 ? sum : Memory.f32(target) + sum);
        }
      }
    }
  }

  private void panelByPanel(
      WeightMatrix weights,
      long w,
      int rows,
      long x,
      int columns,
      long y,
      long yStride,
      long panel,
      long sums) {
    int rowLength = weights.rowLength();
    for (int k = 0; k < rowLength; k += PIECE) {
      int length = Math.min(PIECE, rowLength - k);
      for (int r = 0; r < rows; r++) {
        long source = w + r * weights.rowBytes() + bytes(k);
        unpack(source, blocks(length), panel + r * PANEL_STRIDE);
      }
      Tiles.product(
          panel,
          PANEL_STRIDE,
          rows,
          x + 4L * k,
          4L * rowLength,
          columns,
          length,
          y,
          yStride,
          k > 0,
          panel + sums);
    }
  }

  private void unpack(long source, int blocks, long target) {
    try {
      unpack.invokeExact(source, blocks, target);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle unpackHandle() {
    MethodType signature = MethodType.methodType(void.class, long.class, int.class, long.class);
    try {
      return MethodHandles.lookup().findVirtual(RowUnpacker.class, "unpack", signature);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private int blocks(int length) {
    return length / type.blockLength();
  }

  private long bytes(int length) {
    return (long) blocks(length) * type.blockBytes();
  }
}
