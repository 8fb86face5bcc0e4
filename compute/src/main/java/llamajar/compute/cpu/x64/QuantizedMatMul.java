package llamajar.compute.cpu.x64;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Locale;
import java.util.Objects;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.x64.platform.NativeCode;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// The product with weights of a quantized type: few columns are multiplied row by row, many with
/// panels of 16 unpacked rows.
final class QuantizedMatMul implements MatMulKernel {
  /// Most columns for which rows are multiplied one by one.
  private static final int FEW_COLUMNS = Gemv512.MOST_COLUMNS;

  private static final int PREFETCH_BYTES = Integer.getInteger("llamajar.cpu.prefetch", 1024);

  /// Blocks that may be left behind whole groups.
  private static final int RESTS = 2 * ActivationLayout.GROUP / ActivationLayout.BLOCK;

  private static final EmittedKernels MANY =
      new EmittedKernels(2, fine -> Gemm512.emit(PanelLayout.of(fine == 1)));

  private static final int PANEL_SLOT = 2;
  private static final int BUFFER_SLOT = 3;
  private static final int IDLE_SLOT = 4;

  private final TensorType type;
  private final String label;
  private final PanelLayout layout;
  private final ActivationForm tiles;
  private final ActivationForm groups;

  /// Weights that are unpacked together where columns are few.
  private final int groupLength;

  /// By the number of columns and of blocks behind whole groups.
  private final EmittedKernels few;

  /// By the number of blocks behind whole groups.
  private final EmittedKernels unpack;

  QuantizedMatMul(TensorType type, boolean fine) {
    this.type = type;
    label = type.name().toLowerCase(Locale.ROOT);
    layout = PanelLayout.of(fine);
    tiles = new QuantizedTiles(layout);
    int coordinates = Unpackers512.coordinates(type);
    groups = coordinates == 0 ? QuantizedGroups.INSTANCE : new PositionGroups(coordinates);
    groupLength = coordinates == 0 ? ActivationLayout.GROUP : 64 * coordinates;
    few =
        new EmittedKernels(
            (FEW_COLUMNS + 1) * RESTS,
            i -> emitFew(type, i / RESTS, ActivationLayout.BLOCK * (i % RESTS)));
    unpack = new EmittedKernels(RESTS, i -> Panel512.emit(type, ActivationLayout.BLOCK * i));
  }

  @Override
  public String name() {
    return "matmul-%s-q8-avx512vbmi".formatted(label);
  }

  @Override
  public int rowGranularity(int columns) {
    return columns <= FEW_COLUMNS ? 8 : PanelLayout.ROWS;
  }

  @Override
  public ActivationForm activations(int columns) {
    return columns <= FEW_COLUMNS ? groups : tiles;
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
      if (in.rows() <= FEW_COLUMNS) {
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
    NativeCode kernel = few.get(columns * RESTS + rest);
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
    NativeCode unpacking = unpack.get(length % ActivationLayout.GROUP / ActivationLayout.BLOCK);
    NativeCode gemm = MANY.get(layout.variant());
    MemorySegment p = ParameterBlock.of(scratch);
    long panel =
        scratch.memory(PANEL_SLOT, (long) layout.blocks(length) * layout.panelBytes()).address();
    long buffer = scratch.memory(BUFFER_SLOT, Panel512.BUFFER_BYTES).address();
    long idle = scratch.memory(IDLE_SLOT, 4 * PanelLayout.ROWS).address();
    long tileBytes = QuantizedTiles.tileBytes(layout, length);
    for (int r = 0; r < rowCount; r += PanelLayout.ROWS) {
      int rows = Math.min(PanelLayout.ROWS, rowCount - r);
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
      for (int c = 0; c < columns; c += PanelLayout.COLUMNS) {
        ParameterBlock.set(
            p, Gemm512.TILE, prepared.address() + c / PanelLayout.COLUMNS * tileBytes);
        for (int i = 0; i < PanelLayout.COLUMNS; i++) {
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

  private static byte[] emitFew(TensorType type, int columns, int rest) {
    return Unpackers512.coordinates(type) == 0
        ? Gemv512.emit(type, columns, rest, PREFETCH_BYTES)
        : LatticeGemv512.emit(type, columns, rest, PREFETCH_BYTES);
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
    if (prepared.byteSize() < activations(in.rows()).bytes(in.width(), in.rows())) {
      throw new IllegalArgumentException(name() + ": activations are not prepared");
    }
  }
}
