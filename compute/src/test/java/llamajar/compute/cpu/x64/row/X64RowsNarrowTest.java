package llamajar.compute.cpu.x64.row;

import llamajar.compute.cpu.CpuTier;

final class X64RowsNarrowTest extends X64RowsContract {
  X64RowsNarrowTest() {
    super(CpuTier.AVX2);
  }
}
