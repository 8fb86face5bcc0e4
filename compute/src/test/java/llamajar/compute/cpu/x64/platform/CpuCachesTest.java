package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.compute.cpu.x64.platform.CpuCaches.Cache;
import org.junit.jupiter.api.Test;

class CpuCachesTest {
  private static final int DATA = 1;
  private static final int INSTRUCTIONS = 2;
  private static final int UNIFIED = 3;

  @Test
  void readsTheLeafOfIntel() {
    MadeUpCpuid cpuid = new MadeUpCpuid(7);
    describe(cpuid, 4, 0, DATA, 1, 2, 12, 64);
    describe(cpuid, 4, 1, INSTRUCTIONS, 1, 2, 8, 64);
    describe(cpuid, 4, 2, UNIFIED, 2, 2, 16, 2048);
    describe(cpuid, 4, 3, UNIFIED, 3, 128, 15, 114_688);

    assertThat(CpuCaches.read(cpuid))
        .isEqualTo(
            new CpuCaches(
                new Cache(48 << 10, 2), new Cache(2 << 20, 2), new Cache(105L << 20, 128)));
  }

  @Test
  void readsTheLeafOfAmd() {
    MadeUpCpuid cpuid =
        new MadeUpCpuid(16)
            .answer(0x80000000, 0, 0x80000021, 0, 0, 0)
            .answer(0x80000001, 0, 0, 0, 1 << 22, 0);
    describe(cpuid, 0x8000001d, 0, DATA, 1, 2, 8, 64);
    describe(cpuid, 0x8000001d, 1, INSTRUCTIONS, 1, 2, 8, 64);
    describe(cpuid, 0x8000001d, 2, UNIFIED, 2, 2, 8, 2048);
    describe(cpuid, 0x8000001d, 3, UNIFIED, 3, 16, 16, 32_768);

    assertThat(CpuCaches.read(cpuid))
        .isEqualTo(
            new CpuCaches(new Cache(32 << 10, 2), new Cache(1 << 20, 2), new Cache(32 << 20, 16)));
  }

  @Test
  void findsNoneWhereTheProcessorDoesNotTell() {
    CpuCaches none = new CpuCaches(Cache.NONE, Cache.NONE, Cache.NONE);

    assertThat(CpuCaches.read(new MadeUpCpuid(7))).isEqualTo(none);
    assertThat(CpuCaches.read(new MadeUpCpuid(2).answer(2, 0, -1, -1, -1, -1))).isEqualTo(none);
  }

  private static void describe(
      MadeUpCpuid cpuid,
      int leaf,
      int index,
      int type,
      int level,
      int threads,
      int ways,
      int sets) {
    int eax = type | level << 5 | (threads - 1) << 14;
    int ebx = (ways - 1) << 22 | 63;
    cpuid.answer(leaf, index, eax, ebx, sets - 1, 0);
  }
}
