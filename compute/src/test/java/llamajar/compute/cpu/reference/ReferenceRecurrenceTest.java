package llamajar.compute.cpu.reference;

import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.RecurrenceContract;

class ReferenceRecurrenceTest extends RecurrenceContract {
  ReferenceRecurrenceTest() {
    super(CpuTier.REFERENCE);
  }
}
