package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Locale;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.ProductCheck;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.SingleColumns;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.MachineCode;
import llamajar.gguf.TensorType;

/// The product with weights of a plain type in float32: few columns are multiplied row by row, many
/// with panels of 16 rows.
public final class FloatMatMul implements MatMulKernel {
  private static final int FEW_COLUMNS = FloatGemv.MOST_COLUMNS;

  /// How far ahead weights are fetched where there is more to do than to read them: with one column
  /// the processor finds its way alone, and asking only takes time.
  private static final int PREFETCH_BYTES = 4096;

  /// Weights of a row that are multiplied at a time with many columns and AVX-512: with this length
  /// all activations of 256 columns fit in half a second-level cache of 1 MiB. A multiple of a
  /// step.
  private static final int WIDE_PIECE = 512;

  /// With AVX2, where tiles are small: a panel and a tile fit in a first-level cache of 32 KiB.
  private static final int NARROW_PIECE = 256;

  private static final int MANY_VARIANTS = 2 * (FloatGemm.columns(true) + 1);

  // By columns, and whether results are added to what is there.
  private static final EmittedKernels WIDE =
      new EmittedKernels(MANY_VARIANTS, i -> FloatGemm.emit(true, i / 2, i % 2 == 1));

  private static final EmittedKernels NARROW =
      new EmittedKernels(MANY_VARIANTS, i -> FloatGemm.emit(false, i / 2, i % 2 == 1));

  private static final int PANEL_SLOT = 2;
  private static final int BUFFER_SLOT = 3;

  private final X64Isa isa;
  private final boolean wide;
  private final TensorType type;
  private final String label;
  private final FloatTiles tiles;

  /// Most columns for which rows are multiplied one by one.
  private final int fewColumns;

  /// By columns, and whether rows are read one at a time.
  private final EmittedKernels few;

  private final EmittedKernels pack;

  /// The kernel for a type.
  ///
  /// @param type a type that is not quantized; not I64 without AVX-512
  public FloatMatMul(X64Isa isa, TensorType type) {
    this(isa, type, FEW_COLUMNS);
  }

  private FloatMatMul(X64Isa isa, TensorType type, int fewColumns) {
    this.isa = isa;
    this.type = type;
    this.fewColumns = fewColumns;
    wide = isa.isWide();
    tiles = new FloatTiles(wide);
    label = type.name().toLowerCase(Locale.ROOT);
    few = new EmittedKernels(2 * (FEW_COLUMNS + 1), i -> emitFew(wide, type, i / 2, i % 2 == 1));
    pack = new EmittedKernels(1, i -> FloatPack.emit(wide, type, Float.BYTES * FloatGemm.ROWS));
  }

  private static byte[] emitFew(boolean wide, TensorType type, int columns, boolean single) {
    int rows = single ? 1 : FloatGemv.rowsAtATime(wide, columns);
    return FloatGemv.emit(wide, type, columns, rows, columns == 1 ? 0 : PREFETCH_BYTES);
  }

  @Override
  public String name() {
    return "matmul-%s-f32-%s".formatted(label, isa.label());
  }

  @Override
  public int rowGranularity(int columns) {
    return columns <= fewColumns
        ? 8 * FloatGemv.rowsAtATime(wide, Math.max(columns, 1))
        : FloatGemm.ROWS;
  }

  @Override
  public ActivationForm activations(int rowLength, int columns) {
    return columns <= fewColumns ? ActivationForm.FLOATS : tiles;
  }

  @Override
  public MatMulKernel with(RowArithmetic arithmetic) {
    return switch (arithmetic) {
      case FASTEST -> this;
      case AS_ONE -> new SingleColumns(this);
      case AS_MANY -> new FloatMatMul(isa, type, 0);
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
    ProductCheck.memory(this, weights, firstRow, rowCount, in, prepared);
    try {
      if (in.rows() <= fewColumns) {
        int rows = FloatGemv.rowsAtATime(wide, Math.max(in.rows(), 1));
        int together = rowCount - rowCount % rows;
        multiplyFew(weights, firstRow, together, false, in, out, scratch);
        multiplyFew(weights, firstRow + together, rowCount - together, true, in, out, scratch);
      } else {
        int piece = wide ? WIDE_PIECE : NARROW_PIECE;
        for (int k = 0; k < weights.rowLength(); k += piece) {
          multiplyMany(weights, firstRow, rowCount, k, in.rows(), prepared, out, scratch);
        }
      }
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(prepared);
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
    }
  }

  private void multiplyFew(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      boolean single,
      FloatRows in,
      FloatRows out,
      Scratch scratch) {
    if (rowCount == 0 || in.rows() == 0) {
      return;
    }
    int length = weights.rowLength();
    MachineCode kernel = few.get(2 * in.rows() + (single ? 1 : 0));
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(
        p, FloatGemv.WEIGHTS, weights.data().address() + firstRow * weights.rowBytes());
    ParameterBlock.set(p, FloatGemv.ROW_BYTES, weights.rowBytes());
    ParameterBlock.set(p, FloatGemv.ROWS, rowCount);
    ParameterBlock.set(p, FloatGemv.STEPS, length / PlainLoads.step(wide));
    ParameterBlock.set(p, FloatGemv.REST_BITS, PlainLoads.restBits(length, wide));
    ParameterBlock.set(p, FloatGemv.ACTIVATIONS, in.data().address());
    ParameterBlock.set(p, FloatGemv.ACTIVATION_STRIDE, in.offset(1));
    ParameterBlock.set(p, FloatGemv.TARGET, out.data().address() + 4L * firstRow);
    ParameterBlock.set(p, FloatGemv.TARGET_STRIDE, out.offset(1));
    kernel.call(p.address());
  }

  /// Multiplies a piece of all rows, from weight `k` on.
  private void multiplyMany(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      int k,
      int columns,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch) {
    int piece = wide ? WIDE_PIECE : NARROW_PIECE;
    int length = Math.min(piece, weights.rowLength() - k);
    MemorySegment p = ParameterBlock.of(scratch);
    long panel = scratch.memory(PANEL_SLOT, (long) Float.BYTES * FloatGemm.ROWS * piece).address();
    long tileBytes = tiles.tileBytes(weights.rowLength());
    long firstTile = prepared.address() + (long) Float.BYTES * FloatGemm.tileStride(wide) * k;
    int tileColumns = FloatGemm.columns(wide);
    for (int r = 0; r < rowCount; r += FloatGemm.ROWS) {
      int rows = Math.min(FloatGemm.ROWS, rowCount - r);
      pack(weights, firstRow + r, rows, k, length, panel, scratch);
      ParameterBlock.set(p, FloatGemm.PANEL, panel);
      ParameterBlock.set(p, FloatGemm.STEPS, Math.ceilDiv(length, FloatGemm.UNROLLED));
      ParameterBlock.set(p, FloatGemm.ROW_BITS, (1 << rows) - 1);
      ParameterBlock.set(p, FloatGemm.TARGET_STRIDE, out.offset(1));
      for (int c = 0; c < columns; c += tileColumns) {
        int width = Math.min(tileColumns, columns - c);
        ParameterBlock.set(p, FloatGemm.TILE, firstTile + c / tileColumns * tileBytes);
        ParameterBlock.set(
            p, FloatGemm.TARGET, out.data().address() + out.offset(c) + 4L * (firstRow + r));
        (wide ? WIDE : NARROW).get(2 * width + (k > 0 ? 1 : 0)).call(p.address());
      }
    }
  }

  /// Makes a panel of a piece of some rows.
  private void pack(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      int k,
      int length,
      long panel,
      Scratch scratch) {
    int together = wide ? FloatGemm.ROWS : FloatGemm.ROWS / 2;
    long buffer = scratch.memory(BUFFER_SLOT, FloatPack.bufferBytes(wide)).address();
    long source =
        weights.data().address() + firstRow * weights.rowBytes() + (long) k * type.blockBytes();
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, FloatPack.ROW_BYTES, weights.rowBytes());
    ParameterBlock.set(p, FloatPack.STEPS, length / PlainLoads.step(wide));
    ParameterBlock.set(p, FloatPack.REST_BITS, PlainLoads.restBits(length, wide));
    ParameterBlock.set(p, FloatPack.ROW_BITS, 0xFFFF);
    ParameterBlock.set(p, FloatPack.BUFFER, buffer);
    for (int r = 0; r < rowCount; r += together) {
      ParameterBlock.set(p, FloatPack.SOURCE, source + r * weights.rowBytes());
      ParameterBlock.set(p, FloatPack.ROWS, Math.min(together, rowCount - r));
      ParameterBlock.set(p, FloatPack.TARGET, panel + (long) Float.BYTES * r);
      pack.get(0).call(p.address());
    }
  }
}
