package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.WeightMatrix;

/// Multiplies each segment with its matrix: a task is one segment of all rows, which is gathered,
/// so that the kernel sees it like any other input.
final class SegmentMatMulStep extends Step {

  /// A member's copies of one segment.
  private static final class Gathered {
    private final FloatRows in;
    private final FloatRows out;

    Gathered(int inputs, int outputs) {
      in = new FloatRows(inputs);
      out = new FloatRows(outputs);
    }
  }

  private final List<WeightMatrix> matrices;
  private final ArithmeticKernels kernels;
  private final FloatRows in;
  private final FloatRows out;
  private final AtomicInteger nextSegment = new AtomicInteger();
  private Gathered[] gathered = new Gathered[0];

  SegmentMatMulStep(List<WeightMatrix> matrices, MatMulKernel kernel, FloatRows in, FloatRows out) {
    this.matrices = List.copyOf(matrices);
    kernels = new ArithmeticKernels(kernel);
    this.in = in;
    this.out = out;
  }

  @Override
  void prepare(RunState state) {
    nextSegment.set(0);
    kernels.choose(state.batch().arithmetic());
    if (gathered.length == 0) {
      WeightMatrix first = matrices.getFirst();
      gathered = new Gathered[state.team.size()];
      for (int member = 0; member < gathered.length; member++) {
        gathered[member] = new Gathered(first.rowLength(), first.rowCount());
      }
    }
    for (Gathered copies : gathered) {
      copies.in.resize(in.rows());
      copies.out.resize(in.rows());
    }
  }

  @Override
  void run(RunState state, int member) {
    if (in.rows() == 0) {
      return;
    }
    Gathered copies = gathered[member];
    for (int segment = nextSegment.getAndIncrement();
        segment < matrices.size();
        segment = nextSegment.getAndIncrement()) {
      copy(in, segment * copies.in.width(), copies.in, 0, copies.in.width());
      multiply(state, member, matrices.get(segment), copies);
      copy(copies.out, 0, out, segment * copies.out.width(), copies.out.width());
    }
  }

  private void multiply(RunState state, int member, WeightMatrix matrix, Gathered copies) {
    int rows = copies.in.rows();
    MatMulKernel kernel = kernels.chosen();
    ActivationForm form = kernel.activations(copies.in.width(), rows);
    MemorySegment prepared = state.own[member].memory(0, form.bytes(copies.in.width(), rows));
    for (int part = 0; part < form.parts(rows); part++) {
      form.prepare(copies.in, part, prepared, state.scratch[member]);
    }
    kernel.multiply(
        matrix, 0, matrix.rowCount(), copies.in, prepared, copies.out, state.scratch[member]);
  }

  @Override
  void close() {
    for (Gathered copies : gathered) {
      copies.in.close();
      copies.out.close();
    }
  }

  private static void copy(
      FloatRows source, int sourceColumn, FloatRows target, int targetColumn, int width) {
    for (int row = 0; row < source.rows(); row++) {
      MemorySegment.copy(
          source.data(),
          source.offset(row) + (long) sourceColumn * Float.BYTES,
          target.data(),
          target.offset(row) + (long) targetColumn * Float.BYTES,
          (long) width * Float.BYTES);
    }
  }
}
