package llamajar.compute.cpu.x64.platform;

import static llamajar.compute.cpu.x64.platform.CpuFeature.AMX_BF16;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AMX_INT8;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AMX_TILE;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AVX2;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AVX512F;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AVX512VL;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AVX512_BF16;
import static llamajar.compute.cpu.x64.platform.CpuFeature.AVX_VNNI;
import static llamajar.compute.cpu.x64.platform.CpuFeature.BMI2;
import static llamajar.compute.cpu.x64.platform.CpuFeature.FMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  private static final int FMA_XGETBV_AVX_F16C = 1 << 12 | 1 << 27 | 1 << 28 | 1 << 29;
  private static final int WITHOUT_XGETBV = 1 << 12;
  private static final int ALL = -1;

  private static final long SAVES_AVX = 0x7;
  private static final long SAVES_AVX512 = 0xe7;
  private static final long SAVES_ALL = 0x600e7;

  @Test
  void allowsWhatProcessorAndSystemBothSupport() {
    CpuFeatures features = read(everything().saving(SAVES_ALL));

    assertThat(features.missing()).isEmpty();
    assertThat(features.has(CpuFeature.values())).isTrue();
    assertThat(features.whyNot(CpuFeature.values())).isEmpty();
  }

  @Test
  void leavesOutRegistersThatTheSystemDoesNotSave() {
    CpuFeatures features = read(everything().saving(SAVES_AVX));

    assertThat(features.has(AVX2, FMA, AVX_VNNI)).isTrue();
    assertThat(features.has(AVX2, AVX512F)).isFalse();
    assertThat(features.whyNot(AVX2, AVX512F, AVX512VL))
        .contains("avx512f: the operating system does not save AVX-512 registers (XCR0 is 0x7)");
    assertThat(features.has(AMX_TILE)).isFalse();
  }

  @Test
  void leavesOutAllVectorsWhereTheSystemSavesNone() {
    MadeUpCpuid cpuid =
        new MadeUpCpuid(7).answer(1, 0, 0, 0, WITHOUT_XGETBV, 0).answer(7, 0, 1, ALL, ALL, ALL);
    CpuFeatures features = read(cpuid);

    assertThat(features.has(BMI2)).isTrue();
    assertThat(features.has(FMA)).isFalse();
    assertThat(features.has(AVX2)).isFalse();
  }

  @Test
  void doesNotBelieveAnswersToLeavesThatAreNotThere() {
    MadeUpCpuid old =
        new MadeUpCpuid(4)
            .answer(1, 0, 0, 0, FMA_XGETBV_AVX_F16C, 0)
            .answer(4, 0, ALL, ALL, ALL, ALL)
            .saving(SAVES_ALL);
    MadeUpCpuid withoutSubleaf =
        new MadeUpCpuid(7)
            .answer(1, 0, 0, 0, FMA_XGETBV_AVX_F16C, 0)
            .answer(7, 0, 0, ALL, ALL, ALL)
            .answer(7, 1, ALL, ALL, ALL, ALL)
            .saving(SAVES_AVX512);

    assertThat(read(old).has(FMA)).isTrue();
    assertThat(read(old).whyNot(AVX2)).contains("the processor has no avx2");
    assertThat(read(withoutSubleaf).has(AVX2, AVX512F)).isTrue();
    assertThat(read(withoutSubleaf).has(AVX_VNNI)).isFalse();
    assertThat(read(withoutSubleaf).has(AVX512_BF16)).isFalse();
  }

  @Test
  void saysWhyTheSystemDoesNotPermitTiles() {
    CpuFeatures features =
        CpuFeatures.read(
            everything().saving(SAVES_ALL), () -> Optional.of("not permitted by the system"));

    assertThat(features.missing()).containsOnlyKeys(AMX_TILE, AMX_INT8, AMX_BF16);
    assertThat(features.whyNot(AMX_INT8)).contains("amx_int8: not permitted by the system");
  }

  @Test
  void asksForTilesOnlyWhereThereAreSome() {
    AtomicInteger asked = new AtomicInteger();
    CpuFeatures.read(
        everything().saving(SAVES_AVX512),
        () -> {
          asked.incrementAndGet();
          return Optional.empty();
        });

    assertThat(asked).hasValue(0);
  }

  @Test
  void eachFeatureIsABitOfItsOwn() {
    for (CpuFeature feature : CpuFeature.values()) {
      long twins =
          Arrays.stream(FeatureWord.values()).mapToLong(word -> bitsThatMean(feature, word)).sum();
      assertThat(twins).as(feature.label()).isEqualTo(1);
    }
  }

  @Test
  void readsVendorAndBrand() {
    MadeUpCpuid cpuid =
        everything()
            .answer(0x80000000, 0, 0x80000004, 0, 0, 0)
            // "   A brand", then zeros, as Intel pads in front and others behind.
            .answer(0x80000002, 0, 0x41202020, 0x61726220, 0x0000646e, 0)
            .answer(0x80000003, 0, 0, 0, 0, 0)
            .answer(0x80000004, 0, 0, 0, 0, 0)
            .saving(SAVES_ALL);

    assertThat(read(cpuid).vendor()).isEqualTo("GenuineIntel");
    assertThat(read(cpuid).brand()).isEqualTo("A brand");
    assertThat(read(everything().saving(SAVES_ALL)).brand()).isEmpty();
  }

  /// How many bits of one word make the processor have the feature, each alone.
  private static long bitsThatMean(CpuFeature feature, FeatureWord word) {
    long count = 0;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      int value = 1 << bit;
      MadeUpCpuid cpuid =
          new MadeUpCpuid(7)
              .answer(1, 0, 0, 0, word == FeatureWord.LEAF_1_ECX ? value : 0, 0)
              .answer(
                  7,
                  0,
                  1,
                  word == FeatureWord.LEAF_7_0_EBX ? value : 0,
                  word == FeatureWord.LEAF_7_0_ECX ? value : 0,
                  word == FeatureWord.LEAF_7_0_EDX ? value : 0)
              .answer(7, 1, word == FeatureWord.LEAF_7_1_EAX ? value : 0, 0, 0, 0);
      count += feature.isIn(cpuid) ? 1 : 0;
    }
    return count;
  }

  private static MadeUpCpuid everything() {
    return new MadeUpCpuid(7)
        .answer(1, 0, 0, 0, FMA_XGETBV_AVX_F16C, 0)
        .answer(7, 0, 1, ALL, ALL, ALL)
        .answer(7, 1, ALL, 0, 0, 0);
  }

  private static CpuFeatures read(Cpuid cpuid) {
    return CpuFeatures.read(cpuid, Optional::empty);
  }
}
