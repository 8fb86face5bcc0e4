package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.MachineCode;

/// [ActivationLayout]: what kernels for few columns want.
///
/// @param wide whether it is made with AVX-512
/// @param precise whether activations have 16 bits
record QuantizedGroups(boolean wide, boolean precise) implements ActivationForm {
  private static final int RESTS = 2 * ActivationLayout.GROUP / ActivationLayout.BLOCK;

  // By the number of blocks behind whole groups, and precision.
  private static final EmittedKernels WIDE =
      new EmittedKernels(
          RESTS, i -> Quantize512.emit(ActivationLayout.BLOCK * (i / 2), i % 2 == 1));

  private static final EmittedKernels NARROW =
      new EmittedKernels(
          RESTS, i -> Quantize256.emit(ActivationLayout.BLOCK * (i / 2), i % 2 == 1));

  @Override
  public long bytes(int width, int columns) {
    return ActivationLayout.bytes(width, columns);
  }

  @Override
  public int parts(int columns) {
    return columns;
  }

  @Override
  public boolean isCheap(int columns) {
    return true;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    quantize(in, part, target.address(), part, in.rows(), scratch);
  }

  /// Quantizes row `row` of `in` to column `column` of `columns`.
  void quantize(FloatRows in, int row, long target, int column, int columns, Scratch scratch) {
    int width = in.width();
    int rest = width % ActivationLayout.GROUP;
    MachineCode kernel =
        (wide ? WIDE : NARROW).get(2 * (rest / ActivationLayout.BLOCK) + (precise ? 1 : 0));
    MemorySegment p = ParameterBlock.of(scratch);
    long stride = (long) columns * ActivationLayout.GROUP_BYTES;
    ParameterBlock.set(p, Quantize512.SOURCE, in.data().address() + in.offset(row));
    ParameterBlock.set(
        p, Quantize512.TARGET, target + (long) column * ActivationLayout.GROUP_BYTES);
    ParameterBlock.set(p, Quantize512.STRIDE, stride);
    ParameterBlock.set(p, Quantize512.GROUPS, width / ActivationLayout.GROUP);
    kernel.call(p.address());
  }
}
