package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.testkit.TinyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a file is said in one line, which names key or tensor, what was found and
/// what was expected.
class FamilyRefusalsTest {
  @TempDir Path folder;

  @Test
  void stacksOfAnotherNumberOfExperts() throws Exception {
    TinyFile file = experts("qwen3moe").size("expert_count", 6).matrix("blk.0.ffn_gate_inp", 64, 6);
    assertRefused(
        file,
        "tensor blk.0.ffn_gate_exps.weight has the shape [64, 32, 8]; qwen3moe.expert_count needs 6"
            + " matrices");
  }

  @Test
  void aRouterOfAnotherNumberOfExperts() throws Exception {
    assertRefused(
        experts("qwen3moe").matrix("blk.0.ffn_gate_inp", 64, 7),
        "tensor blk.0.ffn_gate_inp.weight has the shape [64, 7]; qwen3moe.expert_count needs 8 rows");
  }

  @Test
  void moreExpertsUsedThanThereAre() throws Exception {
    assertRefused(
        experts("qwen3moe").size("expert_used_count", 9),
        "the key qwen3moe.expert_used_count is 9; expert_count is only 8");
  }

  @Test
  void anUnknownWayToChooseExperts() throws Exception {
    assertRefused(
        experts("qwen3moe").size("expert_gating_func", 7),
        "the key qwen3moe.expert_gating_func is 7;");
  }

  @Test
  void expertsWithoutTheirMatrices() throws Exception {
    assertRefused(
        experts("qwen3moe").without("blk.0.ffn_down_exps.weight"),
        "the tensor blk.0.ffn_down_exps.weight is missing");
  }

  @Test
  void matricesThatContradictTheMetadata() throws Exception {
    assertRefused(
        experts("qwen3moe").matrix("blk.0.attn_k", 64, 48),
        "tensor blk.0.attn_k.weight has the shape [64, 48]; qwen3moe.attention.head_count_kv needs"
            + " 32 rows");
    assertRefused(
        experts("qwen3moe").size("embedding_length", 96),
        "tensor token_embd.weight has the shape [64, 300]; qwen3moe.embedding_length needs rows of"
            + " 96");
    assertRefused(
        experts("qwen3moe").matrix("output", 64, 200),
        "tensor output.weight has the shape [64, 200]; token_embd.weight needs 300 rows");
    assertRefused(
        experts("qwen3moe").norm("blk.0.attn_q_norm", 12),
        "tensor blk.0.attn_q_norm.weight has the shape [12]; the model needs 16 weights");
  }

  @Test
  void aMissingWindow() throws Exception {
    assertRefused(experts("gemma3"), "the key gemma3.attention.sliding_window is missing");
  }

  @Test
  void sinksOfAnotherNumberOfHeads() throws Exception {
    assertRefused(
        experts("gpt-oss").size("attention.sliding_window", 8).vector("blk.0.attn_sinks.weight", 3),
        "tensor blk.0.attn_sinks.weight is F32 [3]; 4 plain numbers are needed");
  }

  @Test
  void nothingButBlocksThatPredictFurtherTokens() throws Exception {
    assertRefused(
        experts("glm4moe").size("nextn_predict_layers", 1),
        "the key glm4moe.nextn_predict_layers is 1; block_count is only 1");
  }

  @Test
  void aTokenizerLargerThanTheEmbedding() throws Exception {
    Path path =
        experts("qwen3moe")
            .matrix("token_embd", 64, 280)
            .without("output.weight")
            .write(folder.resolve("tiny.gguf"));
    try (LlamaModel model = LlamaModel.open(path, ModelOptions.defaults())) {
      assertThatThrownBy(model::tokenizer)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(
              "the vocabulary has 300 tokens, but the output matrix only 280 rows");
    }
  }

  @Test
  void unknownTensorsAreNoObstacle() throws Exception {
    Path path =
        experts("qwen3moe").matrix("blk.0.wonder", 64, 64).write(folder.resolve("tiny.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      ModelSource source = new ModelSource(file);
      Architectures.of(source).program(source);
      assertThat(source.unreadTensors()).containsExactly("blk.0.wonder.weight");
    }
  }

  private void assertRefused(TinyFile file, String message) throws IOException {
    Path path = file.write(folder.resolve("tiny.gguf"));
    assertThatThrownBy(() -> LlamaModel.open(path, ModelOptions.defaults()).close())
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  /// One block with eight experts, right for `qwen3moe`.
  private static TinyFile experts(String architecture) {
    return new TinyFile(architecture)
        .size("block_count", 1)
        .size("embedding_length", 64)
        .size("feed_forward_length", 96)
        .size("attention.head_count", 4)
        .size("attention.head_count_kv", 2)
        .number("attention.layer_norm_rms_epsilon", 1e-5f)
        .size("expert_count", 8)
        .size("expert_used_count", 2)
        .matrix("token_embd", 64, TinyFile.VOCABULARY)
        .norm("blk.0.attn_norm", 64)
        .matrix("blk.0.attn_q", 64, 64)
        .matrix("blk.0.attn_k", 64, 32)
        .matrix("blk.0.attn_v", 64, 32)
        .matrix("blk.0.attn_output", 64, 64)
        .norm("blk.0.ffn_norm", 64)
        .matrix("blk.0.ffn_gate_inp", 64, 8)
        .stack("blk.0.ffn_gate_exps", 64, 32, 8)
        .stack("blk.0.ffn_up_exps", 64, 32, 8)
        .stack("blk.0.ffn_down_exps", 32, 64, 8)
        .norm("output_norm", 64)
        .matrix("output", 64, TinyFile.VOCABULARY);
  }
}
