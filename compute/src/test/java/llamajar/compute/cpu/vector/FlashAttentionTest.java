package llamajar.compute.cpu.vector;

import llamajar.compute.cpu.AttentionContract;
import llamajar.compute.cpu.CpuTier;

final class FlashAttentionTest extends AttentionContract {
  FlashAttentionTest() {
    super(CpuTier.VECTOR);
  }
}
