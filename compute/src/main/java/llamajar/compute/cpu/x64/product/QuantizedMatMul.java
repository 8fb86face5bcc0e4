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
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// The product with weights of a quantized type: few columns are multiplied row by row, many with
/// panels of unpacked rows.
public final class QuantizedMatMul implements MatMulKernel {
  /// Most columns for which rows are multiplied one by one.
  static final int FEW_COLUMNS = Gemv512.MOST_COLUMNS;

  private static final int PREFETCH_BYTES = Integer.getInteger("llamajar.cpu.prefetch", 1024);

  /// Blocks that may be left behind whole groups.
  private static final int RESTS = 2 * ActivationLayout.GROUP / ActivationLayout.BLOCK;

  private static final int PANEL_SLOT = 2;
  private static final int BUFFER_SLOT = 3;
  private static final int IDLE_SLOT = 4;

  private final X64Isa isa;
  private final TensorType type;
  private final String label;

  /// Most columns for which rows are multiplied one by one.
  private final int fewColumns;

  private final Precision precision;
  private final ActivationForm tiles;
  private final ActivationForm preciseTiles;
  private final ActivationForm groups;

  /// What a single column wants.
  private final ActivationForm column;

  private final PanelLayout layout;
  private final PanelLayout preciseLayout;

  /// Weights that are unpacked together where columns are few.
  private final int groupLength;

  /// By the number of columns and of blocks behind whole groups.
  private final EmittedKernels few;

  /// By the number of blocks behind whole groups.
  private final EmittedKernels unpack;

  /// By precision.
  private final EmittedKernels many;

  /// The kernel for a type.
  public QuantizedMatMul(X64Isa isa, TensorType type) {
    this(isa, type, FEW_COLUMNS);
  }

  private QuantizedMatMul(X64Isa isa, TensorType type, int fewColumns) {
    this.isa = isa;
    this.fewColumns = fewColumns;
    this.type = type;
    label = type.name().toLowerCase(Locale.ROOT);
    precision = Precision.of(type);
    boolean fine = Unpackers512.isFine(type);
    boolean wide = isa.isWide();
    layout = isa.panelLayout(fine, false);
    preciseLayout = isa.panelLayout(fine, true);
    tiles = new QuantizedTiles(new QuantizedGroups(wide, false), layout);
    preciseTiles = new QuantizedTiles(new QuantizedGroups(wide, true), preciseLayout);
    int coordinates = isa.coordinates(type);
    groups =
        coordinates == 0 ? new QuantizedGroups(wide, true) : new PositionGroups(coordinates, true);
    column = coordinates == 0 ? new QuantizedGroups(wide, isa.rounding(type, 1)) : groups;
    groupLength = coordinates == 0 ? ActivationLayout.GROUP : 64 * coordinates;
    few =
        new EmittedKernels(
            (FEW_COLUMNS + 1) * RESTS,
            i -> isa.few(type, i / RESTS, ActivationLayout.BLOCK * (i % RESTS), PREFETCH_BYTES));
    unpack = new EmittedKernels(RESTS, i -> isa.panel(type, ActivationLayout.BLOCK * i));
    many = new EmittedKernels(2, i -> isa.many(type, i == 1));
  }

  @Override
  public String name() {
    return "matmul-%s-%s-%s".formatted(label, precision.label(), isa.suffix());
  }

  @Override
  public int rowGranularity(int columns) {
    return columns <= fewColumns ? 8 : layout.rows();
  }

  /// The sums of a column are shared out over more registers where columns are fewer, so that only
  /// single columns are alike.
  @Override
  public MatMulKernel with(RowArithmetic arithmetic) {
    return switch (arithmetic) {
      case FASTEST -> this;
      case AS_ONE -> new SingleColumns(this);
      case AS_MANY -> new QuantizedMatMul(isa, type, 0);
    };
  }

  @Override
  public ActivationForm activations(int rowLength, int columns) {
    if (columns <= fewColumns) {
      return columns == 1 ? column : groups;
    }
    return precision.isHigh(rowLength) ? preciseTiles : tiles;
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
        multiplyFew(weights, firstRow, rowCount, in.rows(), prepared, out, scratch);
      } else {
        multiplyMany(weights, firstRow, rowCount, in.rows(), prepared, out, scratch);
      }
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(prepared);
      Reference.reachabilityFence(scratch);
    }
  }

  private void multiplyFew(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      int columns,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch) {
    int rest = weights.rowLength() % groupLength / ActivationLayout.BLOCK;
    MachineCode kernel = few.get(columns * RESTS + rest);
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(
        p, Gemv512.WEIGHTS, weights.data().address() + firstRow * weights.rowBytes());
    ParameterBlock.set(p, Gemv512.GROUPS, weights.rowLength() / groupLength);
    ParameterBlock.set(p, Gemv512.ROWS, rowCount);
    ParameterBlock.set(p, Gemv512.ACTIVATIONS, prepared.address());
    ParameterBlock.set(p, Gemv512.TARGET, out.data().address() + 4L * firstRow);
    ParameterBlock.set(p, Gemv512.TARGET_STRIDE, out.offset(1));
    kernel.call(p.address());
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
    MachineCode unpacking = unpack.get(length % ActivationLayout.GROUP / ActivationLayout.BLOCK);
    boolean precise = precision.isHigh(length);
    PanelLayout layout = precise ? preciseLayout : this.layout;
    MachineCode gemm = many.get(precise ? 1 : 0);
    MemorySegment p = ParameterBlock.of(scratch);
    long panel =
        scratch.memory(PANEL_SLOT, (long) layout.blocks(length) * layout.panelBytes()).address();
    long buffer = scratch.memory(BUFFER_SLOT, layout.bufferBytes()).address();
    long idle = scratch.memory(IDLE_SLOT, 4L * layout.rows()).address();
    long tileBytes = QuantizedTiles.tileBytes(layout, length);
    for (int r = 0; r < rowCount; r += layout.rows()) {
      int rows = Math.min(layout.rows(), rowCount - r);
      ParameterBlock.set(
          p, Panel512.WEIGHTS, weights.data().address() + (firstRow + r) * weights.rowBytes());
      ParameterBlock.set(p, Panel512.ROW_BYTES, weights.rowBytes());
      ParameterBlock.set(p, Panel512.ROWS, rows);
      ParameterBlock.set(p, Panel512.GROUPS, length / ActivationLayout.GROUP);
      ParameterBlock.set(p, Panel512.PANEL, panel);
      ParameterBlock.set(p, Panel512.BUFFER, buffer);
      unpacking.call(p.address());
      ParameterBlock.set(p, Gemm512.PANEL, panel);
      ParameterBlock.set(p, Gemm512.BLOCKS, layout.blocks(length));
      ParameterBlock.set(p, Gemm512.ROW_BITS, (1 << rows) - 1);
      for (int c = 0; c < columns; c += layout.columns()) {
        ParameterBlock.set(p, Gemm512.TILE, prepared.address() + c / layout.columns() * tileBytes);
        for (int i = 0; i < layout.columns(); i++) {
          ParameterBlock.set(
              p,
              Gemm512.TARGETS + 8 * i,
              c + i < columns
                  ? out.data().address() + out.offset(c + i) + 4L * (firstRow + r)
                  : idle);
        }
        gemm.call(p.address());
      }
    }
  }
}
