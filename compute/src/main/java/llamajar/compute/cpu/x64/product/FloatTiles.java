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

/// Tiles of some columns of float32 activations, `[k][columns]` each, see [FloatGemm], with zeros
/// behind the last `k` up to a whole step. Columns that are missing in the last tile are undefined.
///
/// @param wide whether for AVX-512
record FloatTiles(boolean wide) implements ActivationForm {
  private static final int SLOT = 1;

  // Narrow, and wide.
  private static final EmittedKernels KERNELS =
      new EmittedKernels(
          2,
          i -> FloatPack.emit(i == 1, TensorType.F32, Float.BYTES * FloatGemm.tileStride(i == 1)));

  long tileBytes(int width) {
    int step = PlainLoads.step(wide);
    return (long) Math.ceilDiv(width, step) * step * Float.BYTES * FloatGemm.tileStride(wide);
  }

  @Override
  public long bytes(int width, int columns) {
    return parts(columns) * tileBytes(width);
  }

  @Override
  public int parts(int columns) {
    return Math.ceilDiv(columns, FloatGemm.columns(wide));
  }

  @Override
  public boolean isCheap(int columns) {
    return false;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    int width = in.width();
    int first = part * FloatGemm.columns(wide);
    int columns = Math.min(FloatGemm.columns(wide), in.rows() - first);
    int together = wide ? 16 : 8;
    MachineCode kernel = KERNELS.get(wide ? 1 : 0);
    MemorySegment buffer = scratch.memory(SLOT, FloatPack.bufferBytes(wide));
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, FloatPack.ROW_BYTES, in.offset(1));
    ParameterBlock.set(p, FloatPack.STEPS, width / PlainLoads.step(wide));
    ParameterBlock.set(p, FloatPack.REST_BITS, PlainLoads.restBits(width, wide));
    ParameterBlock.set(p, FloatPack.BUFFER, buffer.address());
    try {
      for (int c = 0; c < columns; c += together) {
        int rows = Math.min(together, columns - c);
        ParameterBlock.set(p, FloatPack.SOURCE, in.data().address() + in.offset(first + c));
        ParameterBlock.set(p, FloatPack.ROWS, rows);
        ParameterBlock.set(p, FloatPack.ROW_BITS, (1 << rows) - 1);
        ParameterBlock.set(
            p, FloatPack.TARGET, target.address() + part * tileBytes(width) + 4L * c);
        kernel.call(p.address());
      }
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(target);
      Reference.reachabilityFence(scratch);
    }
  }
}
