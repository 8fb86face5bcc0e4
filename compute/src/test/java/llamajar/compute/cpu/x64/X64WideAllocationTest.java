package llamajar.compute.cpu.x64;

import llamajar.compute.cpu.CpuTier;

final class X64WideAllocationTest extends X64AllocationContract {
  X64WideAllocationTest() {
    super(CpuTier.AVX512);
  }
}
