package llamajar.compute.cpu.x64;

import llamajar.compute.cpu.AllocationContract;
import llamajar.compute.cpu.CpuTier;

final class X64AllocationTest extends AllocationContract {
  X64AllocationTest() {
    super(CpuTier.AVX512);
  }
}
