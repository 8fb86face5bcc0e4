package llamajar.compute.cpu.x64.platform;

import llamajar.compute.cpu.x64.platform.Cpuid.Registers;

/// The data caches that one core reads through.
///
/// @param level1 the core's first cache, for data only
/// @param level2 the second
/// @param level3 the third, which several cores share as a rule
public record CpuCaches(Cache level1, Cache level2, Cache level3) {
  /// One cache.
  ///
  /// @param bytes size of the whole cache; 0 if there is none, or the processor does not tell
  /// @param threads at most as many hardware threads share it; 0 if there is none
  public record Cache(long bytes, int threads) {
    static final Cache NONE = new Cache(0, 0);
  }

  private static final int INTEL_LEAF = 4;
  private static final int AMD_LEAF = 0x8000001d;

  private static final int MOST_CACHES = 16;
  private static final int NO_MORE = 0;
  private static final int INSTRUCTIONS = 2;

  /// Reads the caches as the processor describes them: AMD's, which say so by a bit, in a leaf of
  /// their own with the layout of Intel's.
  static CpuCaches read(Cpuid cpuid) {
    boolean amd =
        Integer.compareUnsigned(cpuid.query(0x80000000, 0).eax(), AMD_LEAF) >= 0
            && (cpuid.query(0x80000001, 0).ecx() >>> 22 & 1) != 0;
    if (!amd && cpuid.query(0, 0).eax() < INTEL_LEAF) {
      return new CpuCaches(Cache.NONE, Cache.NONE, Cache.NONE);
    }
    Cache[] levels = {Cache.NONE, Cache.NONE, Cache.NONE};
    for (int i = 0; i < MOST_CACHES; i++) {
      Registers cache = cpuid.query(amd ? AMD_LEAF : INTEL_LEAF, i);
      int type = bits(cache.eax(), 4, 0);
      if (type == NO_MORE) {
        break;
      }
      int level = bits(cache.eax(), 7, 5);
      if (type != INSTRUCTIONS && level >= 1 && level <= levels.length) {
        levels[level - 1] = describe(cache);
      }
    }
    return new CpuCaches(levels[0], levels[1], levels[2]);
  }

  /// Every number is stored as one less than it is.
  private static Cache describe(Registers cache) {
    long ways = bits(cache.ebx(), 31, 22) + 1L;
    long partitions = bits(cache.ebx(), 21, 12) + 1L;
    long lineBytes = bits(cache.ebx(), 11, 0) + 1L;
    long sets = Integer.toUnsignedLong(cache.ecx()) + 1;
    return new Cache(ways * partitions * lineBytes * sets, bits(cache.eax(), 25, 14) + 1);
  }

  private static int bits(int word, int high, int low) {
    return word << (31 - high) >>> (31 - high + low);
  }
}
