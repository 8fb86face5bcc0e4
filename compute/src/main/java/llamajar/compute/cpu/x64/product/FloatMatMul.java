package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Locale;
import java.util.Objects;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.SingleColumns;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.NativeCode;
import llamajar.gguf.TensorType;

/// The product with weights of a plain type in float32: few columns are multiplied row by row, many
/// with panels of 16 rows.
public final class FloatMatMul implements MatMulKernel {
  private static final int FEW_COLUMNS = FloatGemv512.MOST_COLUMNS;

  /// How far ahead weights are fetched where there is more to do than to read them: with one column
  /// the processor finds its way alone, and asking only takes time.
  private static final int PREFETCH_BYTES = 4096;

  /// Rows that are read at a time with few columns.
  private static final int ROWS_AT_A_TIME = 3;

  /// Weights of a row that are multiplied at a time with many columns: with this length all
  /// activations of 256 columns fit in half a second-level cache of 1 MiB. A multiple of a step.
  private static final int PIECE = 512;

  /// By columns, and whether results are added to what is there.
  private static final EmittedKernels MANY =
      new EmittedKernels(2 * (FloatGemm512.COLUMNS + 1), i -> FloatGemm512.emit(i / 2, i % 2 == 1));

  private static final int PANEL_SLOT = 2;
  private static final int BUFFER_SLOT = 3;

  private final TensorType type;
  private final String label;

  /// Most columns for which rows are multiplied one by one.
  private final int fewColumns;

  /// By columns, and whether rows are read one at a time.
  private final EmittedKernels few;

  private final EmittedKernels pack;

  /// The kernel for a type.
  public FloatMatMul(TensorType type) {
    this(type, FEW_COLUMNS);
  }

  private FloatMatMul(TensorType type, int fewColumns) {
    this.type = type;
    this.fewColumns = fewColumns;
    label = type.name().toLowerCase(Locale.ROOT);
    few =
        new EmittedKernels(
            2 * (FEW_COLUMNS + 1), i -> emitFew(type, i / 2, i % 2 == 1 ? 1 : ROWS_AT_A_TIME));
    pack = new EmittedKernels(1, i -> FloatPack512.emit(type, 4 * FloatGemm512.ROWS));
  }

  private static byte[] emitFew(TensorType type, int columns, int rows) {
    return FloatGemv512.emit(type, columns, rows, columns == 1 ? 0 : PREFETCH_BYTES);
  }

  @Override
  public String name() {
    return "matmul-%s-f32-avx512".formatted(label);
  }

  @Override
  public int rowGranularity(int columns) {
    return columns <= fewColumns ? 8 * ROWS_AT_A_TIME : FloatGemm512.ROWS;
  }

  @Override
  public ActivationForm activations(int rowLength, int columns) {
    return columns <= fewColumns ? ActivationForm.FLOATS : FloatTiles.INSTANCE;
  }

  @Override
  public MatMulKernel with(RowArithmetic arithmetic) {
    return switch (arithmetic) {
      case FASTEST -> this;
      case AS_ONE -> new SingleColumns(this);
      case AS_MANY -> new FloatMatMul(type, 0);
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
    check(weights, firstRow, rowCount, in, prepared, out);
    try {
      if (in.rows() <= fewColumns) {
        int together = rowCount - rowCount % ROWS_AT_A_TIME;
        multiplyFew(weights, firstRow, together, false, in, out, scratch);
        multiplyFew(weights, firstRow + together, rowCount - together, true, in, out, scratch);
      } else {
        for (int k = 0; k < weights.rowLength(); k += PIECE) {
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
    NativeCode kernel = few.get(2 * in.rows() + (single ? 1 : 0));
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(
        p, FloatGemv512.WEIGHTS, weights.data().address() + firstRow * weights.rowBytes());
    ParameterBlock.set(p, FloatGemv512.ROW_BYTES, weights.rowBytes());
    ParameterBlock.set(p, FloatGemv512.ROWS, rowCount);
    ParameterBlock.set(p, FloatGemv512.STEPS, length / PlainLoads512.STEP);
    ParameterBlock.set(p, FloatGemv512.REST_BITS, PlainLoads512.restBits(length));
    ParameterBlock.set(p, FloatGemv512.ACTIVATIONS, in.data().address());
    ParameterBlock.set(p, FloatGemv512.ACTIVATION_STRIDE, in.offset(1));
    ParameterBlock.set(p, FloatGemv512.TARGET, out.data().address() + 4L * firstRow);
    ParameterBlock.set(p, FloatGemv512.TARGET_STRIDE, out.offset(1));
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
    int length = Math.min(PIECE, weights.rowLength() - k);
    MemorySegment p = ParameterBlock.of(scratch);
    long panel = scratch.memory(PANEL_SLOT, 4L * FloatGemm512.ROWS * PIECE).address();
    long buffer = scratch.memory(BUFFER_SLOT, FloatPack512.BUFFER_BYTES).address();
    long tileBytes = FloatTiles.tileBytes(weights.rowLength());
    long tiles = prepared.address() + 4L * FloatGemm512.COLUMNS * k;
    for (int r = 0; r < rowCount; r += FloatGemm512.ROWS) {
      int rows = Math.min(FloatGemm512.ROWS, rowCount - r);
      long source =
          weights.data().address()
              + (firstRow + r) * weights.rowBytes()
              + (long) k * type.blockBytes();
      ParameterBlock.set(p, FloatPack512.SOURCE, source);
      ParameterBlock.set(p, FloatPack512.ROW_BYTES, weights.rowBytes());
      ParameterBlock.set(p, FloatPack512.ROWS, rows);
      ParameterBlock.set(p, FloatPack512.STEPS, length / PlainLoads512.STEP);
      ParameterBlock.set(p, FloatPack512.REST_BITS, PlainLoads512.restBits(length));
      ParameterBlock.set(p, FloatPack512.TARGET, panel);
      ParameterBlock.set(p, FloatPack512.ROW_BITS, 0xFFFF);
      ParameterBlock.set(p, FloatPack512.BUFFER, buffer);
      pack.get(0).call(p.address());
      ParameterBlock.set(p, FloatGemm512.PANEL, panel);
      ParameterBlock.set(p, FloatGemm512.STEPS, Math.ceilDiv(length, FloatGemm512.UNROLLED));
      ParameterBlock.set(p, FloatGemm512.ROW_BITS, (1 << rows) - 1);
      ParameterBlock.set(p, FloatGemm512.TARGET_STRIDE, out.offset(1));
      for (int c = 0; c < columns; c += FloatGemm512.COLUMNS) {
        int width = Math.min(FloatGemm512.COLUMNS, columns - c);
        ParameterBlock.set(p, FloatGemm512.TILE, tiles + c / FloatGemm512.COLUMNS * tileBytes);
        ParameterBlock.set(
            p, FloatGemm512.TARGET, out.data().address() + out.offset(c) + 4L * (firstRow + r));
        MANY.get(2 * width + (k > 0 ? 1 : 0)).call(p.address());
      }
    }
  }

  private void check(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out) {
    if (weights.type() != type
        || in.width() != weights.rowLength()
        || out.width() != weights.rowCount()
        || out.rows() < in.rows()) {
      throw new IllegalArgumentException(
          "%s cannot multiply %s [%d, %d] with [%d, %d] to [%d, %d]"
              .formatted(
                  name(),
                  weights.type(),
                  weights.rowLength(),
                  weights.rowCount(),
                  in.width(),
                  in.rows(),
                  out.width(),
                  out.rows()));
    }
    Objects.checkFromIndexSize(firstRow, rowCount, weights.rowCount());
    if (!weights.data().isNative()
        || weights.data().byteSize() < weights.rowCount() * weights.rowBytes()) {
      throw new IllegalArgumentException(name() + " needs weights in native memory, all of them");
    }
    if (prepared.byteSize() < activations(in.width(), in.rows()).bytes(in.width(), in.rows())) {
      throw new IllegalArgumentException(name() + ": activations are not prepared");
    }
  }
}
