package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.engine.sampling.SamplerSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SamplingOptionsTest {

  @Command
  static final class Holder {
    @Mixin private SamplingOptions sampling = new SamplingOptions();
  }

  @Test
  void theUserGoesBeforeTheModelAndTheModelBeforeOurDefaults() {
    SamplerSettings recommended = SamplerSettings.builder().topK(7).temperature(0.3).build();

    SamplerSettings settings = parse("--top-k", "40").settings(false, recommended);

    assertThat(settings.topK()).isEqualTo(40);
    assertThat(settings.temperature()).isEqualTo(0.3);
    assertThat(settings.topP()).isEqualTo(SamplerSettings.defaults().topP());
  }

  @Test
  void everyNameOfAnOptionCounts() {
    SamplerSettings recommended = SamplerSettings.builder().temperature(0.3).build();

    assertThat(parse("--temperature", "0.8").settings(false, recommended).temperature())
        .isEqualTo(0.8);
  }

  private static SamplingOptions parse(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.sampling;
  }
}
