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
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.gguf.TensorType;

/// The product of weights of a quantized type with many columns of activations, with AMX: panels of
/// rows and the activations are rounded to bfloat16, which has eight significant bits, and sums are
/// float32. A rounding error is evenly distributed over at most 1/256 of the number, on average a
/// ninth of a percent, of weights and of activations; eight bits with a scale for each 32 cost half
/// a percent. Few columns are left to another kernel.
public final class AmxMatMul implements MatMulKernel {
  /// Blocks that may be left behind whole groups.
  private static final int RESTS = ActivationLayout.GROUP / AmxLayout.STEP;

  private static final int PANEL_SLOT = 2;
  private static final int BUFFER_SLOT = 3;

  private static final EmittedKernels GEMM = new EmittedKernels(1, i -> AmxGemm.emit());

  private final TensorType type;
  private final MatMulKernel few;

  /// Most columns that are left to the other kernel.
  private final int fewColumns;

  /// By the number of steps behind whole groups.
  private final EmittedKernels unpack;

  /// The kernel for a type.
  ///
  /// @param few what multiplies up to [QuantizedMatMul#FEW_COLUMNS] columns
  public AmxMatMul(TensorType type, MatMulKernel few) {
    this(type, few, QuantizedMatMul.FEW_COLUMNS);
  }

  private AmxMatMul(TensorType type, MatMulKernel few, int fewColumns) {
    this.type = type;
    this.few = few;
    this.fewColumns = fewColumns;
    unpack = new EmittedKernels(RESTS, i -> AmxPanel.emit(type, AmxLayout.STEP * i));
  }

  @Override
  public String name() {
    return "matmul-%s-q16bf16-amx".formatted(type.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public int rowGranularity(int columns) {
    return isFew(columns) ? few.rowGranularity(columns) : AmxLayout.PANEL_ROWS;
  }

  @Override
  public ActivationForm activations(int rowLength, int columns) {
    return isFew(columns) ? few.activations(rowLength, columns) : AmxColumns.INSTANCE;
  }

  private boolean isFew(int columns) {
    return columns <= fewColumns;
  }

  @Override
  public MatMulKernel with(RowArithmetic arithmetic) {
    return switch (arithmetic) {
      case FASTEST -> this;
      case AS_ONE -> few.with(arithmetic);
      case AS_MANY -> new AmxMatMul(type, few, 0);
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
    if (isFew(in.rows())) {
      few.multiply(weights, firstRow, rowCount, in, prepared, out, scratch);
      return;
    }
    try {
      multiplyMany(weights, firstRow, rowCount, in.rows(), prepared, out, scratch);
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(prepared);
      Reference.reachabilityFence(scratch);
    }
  }

  private void multiplyMany(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      int columns,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch) {
    int length = weights.rowLength();
    MemorySegment p = ParameterBlock.of(scratch);
    long panel = scratch.memory(PANEL_SLOT, AmxLayout.panelBytes(length)).address();
    long buffer = scratch.memory(BUFFER_SLOT, AmxGemm.BUFFER_BYTES).address();
    int rest = length % ActivationLayout.GROUP / AmxLayout.STEP;
    for (int r = 0; r < rowCount; r += AmxLayout.PANEL_ROWS) {
      int rows = Math.min(AmxLayout.PANEL_ROWS, rowCount - r);
      long first = (long) firstRow + r;
      ParameterBlock.set(
          p, AmxPanel.WEIGHTS, weights.data().address() + first * weights.rowBytes());
      ParameterBlock.set(p, AmxPanel.ROW_BYTES, weights.rowBytes());
      ParameterBlock.set(p, AmxPanel.ROWS, rows);
      ParameterBlock.set(p, AmxPanel.GROUPS, length / ActivationLayout.GROUP);
      ParameterBlock.set(p, AmxPanel.PANEL, panel);
      unpack.get(rest).call(p.address());
      ParameterBlock.set(p, AmxGemm.PANEL, panel);
      ParameterBlock.set(p, AmxGemm.TILES, prepared.address());
      ParameterBlock.set(p, AmxGemm.TILE_BYTES, AmxLayout.columnTileBytes(length));
      ParameterBlock.set(p, AmxGemm.STEPS, AmxLayout.steps(length));
      ParameterBlock.set(p, AmxGemm.COLUMNS, columns);
      ParameterBlock.set(p, AmxGemm.ROW_BITS, (1L << rows) - 1);
      ParameterBlock.set(p, AmxGemm.TARGET, out.data().address() + Float.BYTES * first);
      ParameterBlock.set(p, AmxGemm.TARGET_STRIDE, out.offset(1));
      ParameterBlock.set(p, AmxGemm.BUFFER, buffer);
      GEMM.get(0).call(p.address());
    }
  }
}
