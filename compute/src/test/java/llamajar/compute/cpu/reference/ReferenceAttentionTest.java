package llamajar.compute.cpu.reference;

import llamajar.compute.cpu.AttentionContract;
import llamajar.compute.cpu.CpuTier;

final class ReferenceAttentionTest extends AttentionContract {
  ReferenceAttentionTest() {
    super(CpuTier.REFERENCE);
  }
}
