package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;

/// Quantized activations in the order in which lattice types are unpacked by coordinates.
///
/// For points of four, each group of [ActivationLayout] has its 256 activations in the order
/// `[4][64 points]`. For points of eight, two groups share theirs as `[8][64 points]`, four vectors
/// in each. The first then has the 16 scales of both where the fine ones would be, the 16 sums of
/// both in the place of its own and of the zeros, and of the fine sums the even ones; the second
/// has the odd ones.
///
/// @param coordinates of a point: 4 or 8
/// @param precise whether activations have 16 bits
record PositionGroups(int coordinates, boolean precise) implements ActivationForm {
  private static final EmittedKernels KERNELS =
      new EmittedKernels(18, i -> PermuteGroups.emit(i / 2, i % 2 == 1));

  /// Groups that belong together: 1 or 2.
  private int together() {
    return coordinates / 4;
  }

  private int groups(int width) {
    return Math.ceilDiv(ActivationLayout.groups(width), together()) * together();
  }

  @Override
  public long bytes(int width, int columns) {
    return (long) groups(width) * columns * ActivationLayout.GROUP_BYTES;
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
    int width = in.width();
    long stride = (long) in.rows() * ActivationLayout.GROUP_BYTES;
    int groups = groups(width);
    new QuantizedGroups(true, precise)
        .quantize(in, part, target.address(), part, in.rows(), scratch);
    if (groups > ActivationLayout.groups(width)) {
      long last = (groups - 1) * stride + (long) part * ActivationLayout.GROUP_BYTES;
      target.asSlice(last, ActivationLayout.GROUP_BYTES).fill((byte) 0);
    }
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(
        p, PermuteGroups.GROUPS, target.address() + (long) part * ActivationLayout.GROUP_BYTES);
    ParameterBlock.set(p, PermuteGroups.STRIDE, stride);
    ParameterBlock.set(p, PermuteGroups.COUNT, groups / together());
    KERNELS.get(2 * coordinates + (precise ? 1 : 0)).call(p.address());
  }
}
