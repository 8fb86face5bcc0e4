package llamajar.cli.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  private static final String[] SMALL = {
    "--layers", "2", "--embedding-length", "256", "--feed-forward-length", "512", "--heads", "4",
    "--heads-kv", "2", "--head-length", "64", "--vocab-size", "512", "--context-length", "64"
  };

  @TempDir private Path folder;

  @Test
  void writesAModelThatRuns() {
    String file = folder.resolve("small.gguf").toString();
    Outcome outcome = synth("--like", "llama-3.2-1b", "--type", "IQ3_XS", "-o", file);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("2 layers", "written to " + file);
    Outcome run = Outcome.of("-m", file, "-p", "x", "-n", "4", "--ignore-eos");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).containsPattern("output +4 tokens");
    assertThat(Outcome.of("inspect", "-m", file).out())
        .containsPattern("llama\\.context_length +u32 +64\n")
        .containsPattern("IQ3_XXS +\\d+");
  }

  @Test
  void namesTheKnownShapesAndTypes() {
    String file = folder.resolve("small.gguf").toString();

    Outcome shape = synth("--like", "llama-9", "--type", "Q8_0", "-o", file);
    assertThat(shape.exitCode()).isEqualTo(2);
    assertThat(shape.err()).contains("llama-9", "llama-3.2-1b");

    Outcome type = synth("--like", "llama-3.2-1b", "--type", "Q8_9", "-o", file);
    assertThat(type.exitCode()).isEqualTo(2);
    assertThat(type.err()).contains("Q8_9", "Q8_0");
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    String file = folder.resolve("small.gguf").toString();
    Outcome outcome =
        Outcome.of(
            "synth",
            "--like",
            "llama-3.2-1b",
            "--type",
            "Q8_0",
            "-o",
            file,
            "--heads",
            "5",
            "--heads-kv",
            "2");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("heads");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void rotaryBaseEmbeddingsAndEpsilonCanBeChosen() {
    String file = folder.resolve("chosen.gguf").toString();
    String[] chosen = {
      "--like",
      "llama-3.2-1b",
      "--type",
      "Q8_0",
      "-o",
      file,
      "--rope-freq-base",
      "10000",
      "--rope-factor",
      "1",
      "--no-tied",
      "--norm-epsilon",
      "1e-6"
    };

    assertThat(synth(chosen).exitCode()).isZero();
    assertThat(Outcome.of("inspect", "-m", file).out())
        .containsPattern("llama\\.rope\\.freq_base +f32 +10000")
        .containsPattern("layer_norm_rms_epsilon +f32 +(1\\.0E-6|0\\.000001|1e-06)")
        .contains("output.weight")
        .doesNotContain("rope_freqs");
  }

  @Test
  void tiedEmbeddingsLeaveTheOutputMatrixOut() {
    String file = folder.resolve("tied.gguf").toString();

    assertThat(synth("--like", "mistral-7b", "--type", "Q8_0", "-o", file, "--tied").exitCode())
        .isZero();
    assertThat(Outcome.of("inspect", "-m", file).out()).doesNotContain(" output.weight");
    assertThat(Outcome.of("-m", file, "-p", "x", "-n", "2").exitCode()).isZero();
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    String file = folder.resolve("refused.gguf").toString();
    String[] start = {"--like", "mistral-7b", "--type", "Q8_0", "-o", file};

    Outcome factor = synth(concat(start, "--rope-factor", "0.5"));
    assertThat(factor.exitCode()).isEqualTo(2);
    assertThat(factor.err()).contains("rope factor 0.5").hasLineCount(1);

    Outcome base = synth(concat(start, "--rope-freq-base", "big"));
    assertThat(base.exitCode()).isEqualTo(2);
    assertThat(base.err()).contains("'big' is not a number").hasLineCount(1);
  }

  @Test
  void whatIsRequiredIsNamed() {
    Outcome outcome = Outcome.of("synth", "--like", "llama-3.2-1b");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--type").contains("--output");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static Outcome synth(String... args) {
    String[] all = new String[1 + args.length + SMALL.length];
    all[0] = "synth";
    System.arraycopy(args, 0, all, 1, args.length);
    System.arraycopy(SMALL, 0, all, 1 + args.length, SMALL.length);
    return Outcome.of(all);
  }
}
