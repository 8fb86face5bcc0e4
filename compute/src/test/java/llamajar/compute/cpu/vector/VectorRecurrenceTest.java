package llamajar.compute.cpu.vector;

import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.RecurrenceContract;

class VectorRecurrenceTest extends RecurrenceContract {
  VectorRecurrenceTest() {
    super(CpuTier.VECTOR);
  }
}
