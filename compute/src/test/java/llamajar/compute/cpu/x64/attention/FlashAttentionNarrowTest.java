package llamajar.compute.cpu.x64.attention;

import llamajar.compute.cpu.AttentionContract;
import llamajar.compute.cpu.CpuTier;

final class FlashAttentionNarrowTest extends AttentionContract {
  FlashAttentionNarrowTest() {
    super(CpuTier.AVX2);
  }
}
