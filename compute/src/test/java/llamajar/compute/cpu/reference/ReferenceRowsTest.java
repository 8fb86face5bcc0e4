package llamajar.compute.cpu.reference;

import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.RowKernelsContract;

final class ReferenceRowsTest extends RowKernelsContract {
  ReferenceRowsTest() {
    super(CpuTier.REFERENCE);
  }
}
