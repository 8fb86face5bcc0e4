package llamajar.engine.sampling;

import static llamajar.engine.sampling.SamplerKind.MIN_P;
import static llamajar.engine.sampling.SamplerKind.TEMPERATURE;
import static llamajar.engine.sampling.SamplerKind.TOP_K;
import static llamajar.engine.sampling.SamplerKind.TOP_P;
import static llamajar.engine.sampling.SamplerKind.TYPICAL_P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SamplerKindTest {

  @Test
  void defaultOrderIsThePeers() {
    assertThat(
            SamplerKind.defaultOrder().stream()
                .map(SamplerKind::spelling)
                .collect(Collectors.joining(";")))
        .isEqualTo("penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature");
  }

  @Test
  void namesAndLettersGiveTheDefaultOrder() {
    assertThat(
            SamplerKind.parseNames(
                "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature"))
        .isEqualTo(SamplerKind.defaultOrder());
    assertThat(SamplerKind.parseLetters("edskypmxt")).isEqualTo(SamplerKind.defaultOrder());
  }

  @Test
  void otherSpellingsAreUnderstood() {
    assertThat(SamplerKind.parseNames("Top-K; typical ;nucleus;temp;min-p"))
        .containsExactly(TOP_K, TYPICAL_P, TOP_P, TEMPERATURE, MIN_P);
    assertThat(SamplerKind.parseNames("")).isEmpty();
  }

  @Test
  void unknownOnesAreRefusedWithTheChoices() {
    assertThatThrownBy(() -> SamplerKind.parseNames("top_k;tok_p"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown sampler 'tok_p': choose from penalties, dry,");
    assertThatThrownBy(() -> SamplerKind.parseLetters("kz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown sampler letter 'z': choose from e (penalties), ");
  }
}
