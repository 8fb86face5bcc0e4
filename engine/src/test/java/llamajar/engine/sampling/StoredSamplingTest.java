package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import llamajar.gguf.GgufException;
import llamajar.gguf.Metadata;
import llamajar.gguf.MetadataValue;
import org.junit.jupiter.api.Test;

class StoredSamplingTest {

  @Test
  void aFileThatSaysNothingHasTheDefaults() throws Exception {
    assertThat(StoredSampling.of(Metadata.of("file", Map.of())))
        .isEqualTo(SamplerSettings.defaults());
  }

  @Test
  void whatAFileSaysReplacesDefaults() throws Exception {
    SamplerSettings settings =
        StoredSampling.of(
            Metadata.of(
                "file",
                Map.of(
                    "general.sampling.temp", MetadataValue.f32(0.6f),
                    "general.sampling.top_k", MetadataValue.u32(20),
                    "general.sampling.top_p", MetadataValue.f32(0.95f),
                    "general.sampling.penalty_last_n", MetadataValue.u32(128),
                    "general.sampling.sequence", MetadataValue.string("top_k;temperature"))));
    assertThat(settings)
        .isEqualTo(
            SamplerSettings.builder()
                .temperature(0.6)
                .topK(20)
                .topP(0.95)
                .repeatLastN(128)
                .order(SamplerKind.parseNames("top_k;temperature"))
                .build());
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    Metadata metadata = Metadata.of("file", Map.of("general.sampling.top_p", MetadataValue.f32(2)));
    assertThatThrownBy(() -> StoredSampling.of(metadata))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("general.sampling.*")
        .hasMessageContaining("top_p");
  }
}
