package llamajar.compute.cpu.x64.row;

import llamajar.compute.cpu.CpuTier;

final class X64RowsWideTest extends X64RowsContract {
  X64RowsWideTest() {
    super(CpuTier.AVX512);
  }
}
