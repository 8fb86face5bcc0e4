package llamajar.compute.cpu.x64.attention;

import llamajar.compute.cpu.AttentionContract;
import llamajar.compute.cpu.CpuTier;

final class FlashAttention512Test extends AttentionContract {
  FlashAttention512Test() {
    super(CpuTier.AVX512);
  }
}
