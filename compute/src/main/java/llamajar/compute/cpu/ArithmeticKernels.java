package llamajar.compute.cpu;

import java.util.EnumMap;
import java.util.Map;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.MatMulKernel;

/// A product kernel in each kind of arithmetic, made when it is first wanted. One thread chooses
/// before a run; all read the choice during it.
final class ArithmeticKernels {
  private final MatMulKernel fastest;
  private final Map<RowArithmetic, MatMulKernel> known = new EnumMap<>(RowArithmetic.class);
  private MatMulKernel chosen;

  ArithmeticKernels(MatMulKernel fastest) {
    this.fastest = fastest;
    chosen = fastest;
    known.put(RowArithmetic.FASTEST, fastest);
  }

  void choose(RowArithmetic arithmetic) {
    MatMulKernel kernel = known.get(arithmetic);
    if (kernel == null) {
      kernel = fastest.with(arithmetic);
      known.put(arithmetic, kernel);
    }
    chosen = kernel;
  }

  /// The kernel that was chosen last.
  MatMulKernel chosen() {
    return chosen;
  }
}
