package llamajar.compute.cpu.x64.attention;

import llamajar.compute.cpu.AttentionContract;
import llamajar.compute.cpu.CpuTier;

final class FlashAttentionWideTest extends AttentionContract {
  FlashAttentionWideTest() {
    super(CpuTier.AVX512);
  }
}
