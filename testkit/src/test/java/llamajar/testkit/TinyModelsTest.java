package llamajar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.gguf.GgufFile;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.Codecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyModelsTest {
  @TempDir Path folder;

  @Test
  void writesACompleteModel() throws Exception {
    TinyModels model = TinyModels.llama().layers(3).embedding(128).heads(8, 2).feedForward(96);

    try (GgufFile file = GgufFile.open(model.write(folder.resolve("m.gguf")))) {
      assertThat(file.tensors()).hasSize(3 + 3 * 9);
      assertThat(file.tensor("blk.2.attn_k.weight").orElseThrow().shape())
          .isEqualTo(TensorShape.of(128, 32));
      assertThat(file.tensor("blk.2.ffn_down.weight").orElseThrow().shape())
          .isEqualTo(TensorShape.of(96, 128));
      assertThat(file.tensor("output.weight").orElseThrow().shape())
          .isEqualTo(TensorShape.of(128, 320));
      assertThat(file.metadata().requireInteger("llama.attention.head_count_kv")).isEqualTo(2);
      assertThat(file.metadata().stringArray("tokenizer.ggml.tokens").orElseThrow()).hasSize(320);
      assertThat(file.metadata().stringArray("tokenizer.ggml.merges").orElseThrow()).hasSize(62);
    }
  }

  @Test
  void weightsOfAnyTypeAreFinite() throws Exception {
    for (TensorType type : TensorType.values()) {
      switch (type) {
        case I8, I16, I32, I64 -> {}
        case F32, F16, BF16, F64, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> checkFinite(type);
        case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS -> checkFinite(type);
        case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> checkFinite(type);
        case TQ1_0, TQ2_0, MXFP4, NVFP4, Q1_0, Q2_0 -> checkFinite(type);
      }
    }
  }

  private void checkFinite(TensorType type) throws Exception {
    TinyModels model = TinyModels.llama().layers(1).embedding(256).feedForward(256).type(type);
    try (GgufFile file = GgufFile.open(model.write(folder.resolve("m.gguf")))) {
      Tensor tensor = file.tensor("blk.0.ffn_up.weight").orElseThrow();
      assertThat(tensor.type()).isEqualTo(type);
      float[] weights = new float[256 * 256];
      Codecs.of(type)
          .decodeBlocks(tensor.data(), 0, weights.length / type.blockLength(), weights, 0);
      for (float weight : weights) {
        assertThat(weight).as(type.name()).isBetween(-2f, 2f);
      }
    }
  }

  @Test
  void equalSettingsGiveEqualFilesAndOtherSeedsOthers() throws Exception {
    Path first = TinyModels.llama().write(folder.resolve("first"));
    Path again = TinyModels.llama().write(folder.resolve("again"));
    Path other = TinyModels.llama().seed(2).write(folder.resolve("other"));

    assertThat(Files.mismatch(first, again)).isEqualTo(-1);
    assertThat(Files.mismatch(first, other)).isNotEqualTo(-1);
  }

  @Test
  void keysAndTensorsCanBeChangedAddedAndLeftOut() throws Exception {
    TinyModels model =
        TinyModels.llama()
            .biases(true)
            .tied(true)
            .vocabulary(258)
            .perTensor(name -> name.contains("attn_q") ? TensorType.F16 : TensorType.F32)
            .with("llama.context_length", MetadataValue.u64(7))
            .with("rope_freqs.weight", 1, 2, 3, 4, 5, 6, 7, 8)
            .without("llama.attention.head_count_kv")
            .without("blk.1.ffn_up.weight");

    try (GgufFile file = GgufFile.open(model.write(folder.resolve("m.gguf")))) {
      assertThat(file.metadata().requireInteger("llama.context_length")).isEqualTo(7);
      assertThat(file.metadata().has("llama.attention.head_count_kv")).isFalse();
      assertThat(file.tensor("blk.1.ffn_up.weight")).isEmpty();
      assertThat(file.tensor("output.weight")).isEmpty();
      assertThat(file.tensor("blk.0.attn_q.weight").orElseThrow().type()).isEqualTo(TensorType.F16);
      assertThat(file.tensor("blk.0.attn_v.bias").orElseThrow().shape())
          .isEqualTo(TensorShape.of(32));
      assertThat(file.tensor("rope_freqs.weight").orElseThrow().shape())
          .isEqualTo(TensorShape.of(8));
      assertThat(file.metadata().stringArray("tokenizer.ggml.merges").orElseThrow()).isEmpty();
    }
  }

  @Test
  void refusesRowsThatDontFitTheType() {
    assertThatThrownBy(() -> TinyModels.llama().type(TensorType.Q4_K).writer())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q4_K");
    assertThatThrownBy(() -> TinyModels.llama().vocabulary(100).writer())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("258 to 960");
  }
}
