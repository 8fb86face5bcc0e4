package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.engine.synth.SynthTensor.Content;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.Codecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SynthTest {
  private static final SynthShape SMALL =
      new SynthShape("small", 2, 256, 512, 8, 2, 64, 300, 512, 1e4f, 1, false, 1e-5f);

  @TempDir Path folder;

  static List<String> types() {
    return SynthType.names();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeOpensWithTheTensorsOfItsPlanAndFiniteWeights(String type) throws Exception {
    SynthPlan plan = SynthPlan.of(SMALL, SynthType.named(type));

    try (GgufFile file = open(plan, 1)) {
      assertThat(file.tensors()).hasSameSizeAs(plan.tensors());
      for (SynthTensor planned : plan.tensors()) {
        Tensor tensor = file.tensor(planned.name()).orElseThrow();
        assertThat(tensor.type()).as(planned.name()).isEqualTo(planned.type());
        assertThat(tensor.shape()).isEqualTo(planned.shape());
        double expected =
            planned.content() == Content.NORM
                ? 1
                : 1 / Math.sqrt((double) planned.shape().extent0());
        assertThat(rms(tensor)).as(tensor.toString()).isBetween(expected / 1.6, expected * 1.6);
      }
      assertThat(file.metadata().integer("general.file_type"))
          .contains((long) plan.type().fileType());
    }
  }

  @Test
  void theHyperparametersAreThoseOfTheShape() throws Exception {
    SynthShape shape = SMALL.withRopeFactor(8).withTiedEmbeddings(true).withRopeBase(5e5f);

    try (GgufFile file = open(SynthPlan.of(shape, SynthType.named("Q4_K_M")), 1)) {
      assertThat(file.metadata().string("general.architecture")).contains("llama");
      assertThat(file.metadata().requireInteger("llama.block_count")).isEqualTo(2);
      assertThat(file.metadata().requireInteger("llama.embedding_length")).isEqualTo(256);
      assertThat(file.metadata().requireInteger("llama.feed_forward_length")).isEqualTo(512);
      assertThat(file.metadata().requireInteger("llama.attention.head_count")).isEqualTo(8);
      assertThat(file.metadata().requireInteger("llama.attention.head_count_kv")).isEqualTo(2);
      assertThat(file.metadata().requireInteger("llama.attention.key_length")).isEqualTo(64);
      assertThat(file.metadata().requireInteger("llama.context_length")).isEqualTo(512);
      assertThat(file.metadata().requireNumber("llama.rope.freq_base")).isEqualTo(5e5);
      assertThat(file.tensor("output.weight")).isEmpty();
      assertThat(file.tensor("token_embd.weight").orElseThrow().type())
          .as("a tied embedding is stored as the output")
          .isEqualTo(TensorType.Q6_K);
      assertThat(file.tensor("rope_freqs.weight").orElseThrow().shape().elementCount())
          .isEqualTo(32);
    }
  }

  @Test
  void rowsThatDontFitAreStoredInShorterBlocksAndSaidSo() throws Exception {
    SynthShape odd = SMALL.withEmbeddingLength(96).withFeedForwardLength(172);
    SynthPlan plan = SynthPlan.of(odd, SynthType.named("IQ2_XXS"));

    try (GgufFile file = open(plan, 1)) {
      assertThat(file.tensor("blk.0.attn_q.weight").orElseThrow().type())
          .isEqualTo(TensorType.IQ4_NL);
      assertThat(file.tensor("blk.0.attn_output.weight").orElseThrow().type())
          .isEqualTo(TensorType.IQ2_XXS);
      assertThat(file.tensor("blk.0.ffn_down.weight").orElseThrow().type())
          .isEqualTo(TensorType.F16);
      assertThat(file.tensor("token_embd.weight").orElseThrow().type()).isEqualTo(TensorType.Q5_0);
    }
    assertThat(plan.describe())
        .contains(
            "2 tensors are F16 instead of IQ2_XXS: rows of 172 weights don't consist of blocks of 256");
  }

  @Test
  void aMixKeepsAnOutputThatDoesNotFitItInEightBits() throws Exception {
    SynthPlan plan = SynthPlan.of(SMALL.withEmbeddingLength(96), SynthType.named("mix:IQ2_XXS"));

    assertThat(plan.tensors().getLast().type()).isEqualTo(TensorType.Q8_0);
  }

  @Test
  void rowsThatFitNoTypeAreRefused() {
    assertThatThrownBy(
            () -> SynthPlan.of(SMALL.withFeedForwardLength(172), SynthType.named("Q8_0")))
        .isInstanceOf(SynthException.class)
        .hasMessage(
            "tensor blk.0.ffn_down.weight: rows of 172 weights don't consist of Q8_0 blocks of 32;"
                + " choose other sizes or F16");
  }

  @Test
  void filesDependOnTheSeedAndNotOnTheNumberOfThreads() throws Exception {
    // Matrices of several pieces each.
    SynthShape shape = SMALL.withFeedForwardLength(8192);
    SynthPlan plan = SynthPlan.of(shape, SynthType.named("Q8_0"));

    Path one = folder.resolve("one");
    Synth.write(plan, 5, one, SynthProgress.NONE, 1);
    Path three = folder.resolve("three");
    Synth.write(plan, 5, three, SynthProgress.NONE, 3);
    Path other = folder.resolve("other");
    Synth.write(plan, 6, other, SynthProgress.NONE, 3);

    assertThat(Files.mismatch(one, three)).isEqualTo(-1);
    assertThat(Files.mismatch(one, other)).isNotEqualTo(-1);
    try (GgufFile file = GgufFile.open(one)) {
      Tensor matrix = file.tensor("blk.0.ffn_up.weight").orElseThrow();
      assertThat(matrix.data().byteSize()).isGreaterThan(2 << 20);
      assertThat(matrix.data().mismatch(file.tensor("blk.1.ffn_up.weight").orElseThrow().data()))
          .as("matrices differ")
          .isBetween(0L, 100L);
    }
  }

  @Test
  void progressGoesUpToTheWhole() throws Exception {
    SynthPlan plan = SynthPlan.of(SMALL, SynthType.named("F32"));
    List<Long> heard = new ArrayList<>();

    Synth.write(
        plan,
        1,
        folder.resolve("model.gguf"),
        (done, total) -> {
          assertThat(total).isEqualTo(plan.tensorBytes());
          heard.add(done);
        });

    assertThat(heard).isSorted().last().isEqualTo(plan.tensorBytes());
  }

  @Test
  void placesWhereNoFileCanBeAreRefusedInOneLine() throws Exception {
    SynthPlan plan = SynthPlan.of(SMALL, SynthType.named("F32"));
    SynthShape gigantic =
        SMALL.withLayers(10_000).withEmbeddingLength(1 << 20).withFeedForwardLength(1 << 20);
    SynthPlan tooLarge = SynthPlan.of(gigantic, SynthType.named("F32"));
    Path missing = folder.resolve("missing").resolve("model.gguf");

    assertThatThrownBy(() -> Synth.write(plan, 1, folder, SynthProgress.NONE))
        .isInstanceOf(SynthException.class)
        .hasMessage(folder + " is a folder: name a file in it");
    assertThatThrownBy(() -> Synth.write(plan, 1, missing, SynthProgress.NONE))
        .isInstanceOf(SynthException.class)
        .hasMessage("%s: there is no folder %s; make it first", missing, missing.getParent());
    assertThatThrownBy(() -> Synth.write(tooLarge, 1, folder.resolve("x.gguf"), SynthProgress.NONE))
        .isInstanceOf(SynthException.class)
        .hasMessageContaining("MiB are free there")
        .hasMessageNotContaining("\n");
    assertThat(folder).isEmptyDirectory();
  }

  private GgufFile open(SynthPlan plan, long seed) throws SynthException, IOException {
    Path path = folder.resolve("model.gguf");
    Synth.write(plan, seed, path, SynthProgress.NONE);
    return GgufFile.open(path);
  }

  /// The root mean square of all weights; not finite if one of them is not.
  private static double rms(Tensor tensor) {
    int count = Math.toIntExact(tensor.shape().elementCount());
    float[] weights = new float[count];
    Codecs.of(tensor.type())
        .decodeBlocks(tensor.data(), 0, count / tensor.type().blockLength(), weights, 0);
    double squares = 0;
    for (float weight : weights) {
      squares += (double) weight * weight;
    }
    return Math.sqrt(squares / count);
  }
}
