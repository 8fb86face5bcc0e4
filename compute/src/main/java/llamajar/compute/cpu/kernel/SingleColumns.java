package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;

/// A product kernel that is given one column at a time, whose results therefore don't depend on how
/// many there are. Rows of weights stay in a cache between columns.
public final class SingleColumns implements MatMulKernel {
  private static final long ALIGNMENT = 64;

  /// Each column prepared by itself, one behind the other.
  private record EachAlone(ActivationForm form) implements ActivationForm {
    long stride(int width) {
      return Math.ceilDiv(form.bytes(width, 1), ALIGNMENT) * ALIGNMENT;
    }

    @Override
    public long bytes(int width, int columns) {
      return columns * stride(width);
    }

    @Override
    public int parts(int columns) {
      return columns * form.parts(1);
    }

    @Override
    public boolean isCheap(int columns) {
      return columns == 1 && form.isCheap(1);
    }

    @Override
    public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
      int column = part / form.parts(1);
      MemorySegment own = target.asSlice(column * stride(in.width()));
      form.prepare(in.row(column), part % form.parts(1), own, scratch);
    }
  }

  private final MatMulKernel kernel;

  /// Makes a kernel from one that may be given any number of columns.
  public SingleColumns(MatMulKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public String name() {
    return kernel.name();
  }

  @Override
  public int rowGranularity(int columns) {
    return kernel.rowGranularity(1);
  }

  @Override
  public ActivationForm activations(int rowLength, int columns) {
    ActivationForm form = kernel.activations(rowLength, 1);
    return form.parts(1) == 0 ? form : new EachAlone(form);
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
    long stride =
        activations(in.width(), in.rows()) instanceof EachAlone alone
            ? alone.stride(in.width())
            : 0;
    for (int c = 0; c < in.rows(); c++) {
      kernel.multiply(
          weights,
          firstRow,
          rowCount,
          in.row(c),
          prepared.asSlice(c * stride),
          out.row(c),
          scratch);
    }
  }
}
