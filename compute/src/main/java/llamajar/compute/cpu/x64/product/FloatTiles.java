package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.MachineCode;
import llamajar.gguf.TensorType;

/// Tiles of 24 columns of float32 activations, `[k][24]` each, with zeros behind the last `k` up to
/// a multiple of 64. Columns that are missing in the last tile are undefined.
final class FloatTiles implements ActivationForm {
  static final FloatTiles INSTANCE = new FloatTiles();

  private static final int SLOT = 1;
  private static final int STRIDE = 4 * FloatGemm512.COLUMNS;

  private static final EmittedKernels KERNELS =
      new EmittedKernels(1, i -> FloatPack512.emit(TensorType.F32, STRIDE));

  private FloatTiles() {}

  static long tileBytes(int width) {
    return (long) Math.ceilDiv(width, PlainLoads512.STEP) * PlainLoads512.STEP * STRIDE;
  }

  @Override
  public long bytes(int width, int columns) {
    return parts(columns) * tileBytes(width);
  }

  @Override
  public int parts(int columns) {
    return Math.ceilDiv(columns, FloatGemm512.COLUMNS);
  }

  @Override
  public boolean isCheap(int columns) {
    return false;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    int width = in.width();
    int first = part * FloatGemm512.COLUMNS;
    int columns = Math.min(FloatGemm512.COLUMNS, in.rows() - first);
    MachineCode kernel = KERNELS.get(0);
    MemorySegment buffer = scratch.memory(SLOT, FloatPack512.BUFFER_BYTES);
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, FloatPack512.ROW_BYTES, in.offset(1));
    ParameterBlock.set(p, FloatPack512.STEPS, width / PlainLoads512.STEP);
    ParameterBlock.set(p, FloatPack512.REST_BITS, PlainLoads512.restBits(width));
    ParameterBlock.set(p, FloatPack512.BUFFER, buffer.address());
    try {
      for (int c = 0; c < columns; c += FloatGemm512.ROWS) {
        int rows = Math.min(FloatGemm512.ROWS, columns - c);
        ParameterBlock.set(p, FloatPack512.SOURCE, in.data().address() + in.offset(first + c));
        ParameterBlock.set(p, FloatPack512.ROWS, rows);
        ParameterBlock.set(p, FloatPack512.ROW_BITS, (1 << rows) - 1);
        ParameterBlock.set(
            p, FloatPack512.TARGET, target.address() + part * tileBytes(width) + 4L * c);
        kernel.call(p.address());
      }
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(target);
      Reference.reachabilityFence(scratch);
    }
  }
}
