package llamajar.compute.cpu.x64;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.platform.NativeCode;

/// [ActivationLayout]: what kernels for few columns want.
final class QuantizedGroups implements ActivationForm {
  static final QuantizedGroups INSTANCE = new QuantizedGroups();

  /// By the number of blocks behind whole groups.
  private static final EmittedKernels KERNELS =
      new EmittedKernels(
          ActivationLayout.GROUP / ActivationLayout.BLOCK,
          blocks -> Quantize512.emit(ActivationLayout.BLOCK * blocks));

  private QuantizedGroups() {}

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
  static void quantize(
      FloatRows in, int row, long target, int column, int columns, Scratch scratch) {
    int width = in.width();
    int rest = width % ActivationLayout.GROUP;
    NativeCode kernel = KERNELS.get(rest / ActivationLayout.BLOCK);
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
