package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TierChoiceTest {
  private String before = "";

  @BeforeEach
  void remember() {
    before = System.getProperty(TierChoice.PROPERTY, "");
  }

  @AfterEach
  void restore() {
    System.setProperty(TierChoice.PROPERTY, before);
  }

  @ParameterizedTest
  @EnumSource
  void noBetterTierIsTakenThanThePropertySays(CpuTier tier) {
    System.setProperty(TierChoice.PROPERTY, tier.label());
    TierChoice choice = TierChoice.forMachine();
    assertThat(choice.tier()).isGreaterThanOrEqualTo(tier);
    if (tier.whyUnavailable().isEmpty()) {
      assertThat(choice.tier()).isEqualTo(tier);
      assertThat(TierChoice.forModel(1).tier()).isEqualTo(tier);
    }
    if (tier != CpuTier.AMX) {
      assertThat(choice.reason()).startsWith("not amx: llamajar.cpu.tier is " + tier.label());
    }
  }

  @Test
  void aPropertyThatNamesNoTierIsRefused() {
    System.setProperty(TierChoice.PROPERTY, "sse9");
    assertThatThrownBy(TierChoice::forMachine)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the system property llamajar.cpu.tier is 'sse9', which is no tier;"
                + " take one of amx, avx512, avx2vnni, avx2, vector, reference");
  }
}
