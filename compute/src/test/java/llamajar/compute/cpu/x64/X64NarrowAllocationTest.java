package llamajar.compute.cpu.x64;

import llamajar.compute.cpu.CpuTier;

final class X64NarrowAllocationTest extends X64AllocationContract {
  X64NarrowAllocationTest() {
    super(CpuTier.AVX2);
  }
}
