package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import llamajar.engine.source.ModelException;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyModels;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaModelTest {
  @TempDir Path folder;

  @Test
  void anUnknownArchitectureIsNamedWithTheKnownOnes() throws Exception {
    refused(TinyModels.llama().with("general.architecture", MetadataValue.string("mamba")))
        .hasMessageContaining("'mamba' is not supported; supported are: llama");
  }

  @Test
  void aMissingKeyIsNamed() throws Exception {
    refused(TinyModels.llama().without("llama.attention.head_count"))
        .hasMessageEndingWith("tiny.gguf: the key llama.attention.head_count is missing");
  }

  @Test
  void aMissingTensorIsNamed() throws Exception {
    refused(TinyModels.llama().without("blk.1.ffn_up.weight"))
        .hasMessageEndingWith("tiny.gguf: the tensor blk.1.ffn_up.weight is missing");
  }

  @Test
  void moreLayersThanTensorsAreRefused() throws Exception {
    refused(TinyModels.llama().with("llama.block_count", MetadataValue.u32(1 << 20)))
        .hasMessageContaining("the tensor blk.2.attn_norm.weight is missing");
  }

  @Test
  void headsThatDoNotDivideAreRefused() throws Exception {
    refused(TinyModels.llama().with("llama.attention.head_count_kv", MetadataValue.u32(3)))
        .isInstanceOf(IOException.class);
    refused(TinyModels.llama().with("llama.attention.head_count", MetadataValue.u32(0)))
        .hasMessageContaining("llama.attention.head_count is 0");
  }

  @Test
  void aTensorWhoseShapeContradictsTheMetadataIsNamed() throws Exception {
    refused(TinyModels.llama().with("blk.0.attn_norm.weight", new float[32]))
        .hasMessageContaining(
            "tensor blk.0.attn_norm.weight has the shape [32]; the model needs 64");
  }

  @Test
  void aContextBeyondTheModelsIsRefused() throws Exception {
    Path path = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    assertThatThrownBy(() -> LlamaModel.open(path, ModelOptions.defaults().withContextLength(513)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a context of 513 tokens was asked for")
        .hasMessageContaining("at most 512");
  }

  @Test
  void anUnknownRopeScalingIsNamed() throws Exception {
    refused(TinyModels.llama().with("llama.rope.scaling.type", MetadataValue.string("longrope")))
        .hasMessageContaining("rope scaling 'longrope' is not supported");
  }

  @Test
  void aModelDescribesItself() throws Exception {
    Path path = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    try (LlamaModel model = LlamaModel.open(path, ModelOptions.defaults())) {
      assertThat(model.vocabularySize()).isEqualTo(320);
      assertThat(model.contextLength()).isEqualTo(512);
      assertThat(model.tokenizer().vocabulary().size()).isEqualTo(320);
      assertThat(model.cacheElementsPerPosition()).isEqualTo(2 * 2 * 2 * 16);
    }
  }

  @Test
  void aTokenizerMadeMeanwhileIsTheSame() throws Exception {
    Path path = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    try (LlamaModel ahead = LlamaModel.openForText(path, ModelOptions.defaults());
        LlamaModel onDemand = LlamaModel.open(path, ModelOptions.defaults())) {
      assertThat(ahead.tokenizer().encode("a text", true, true))
          .isEqualTo(onDemand.tokenizer().encode("a text", true, true));
      assertThat(ahead.tokenizer()).isSameAs(ahead.tokenizer());
    }
  }

  @Test
  void aBadTokenizerIsReportedWhoeverMadeIt() throws Exception {
    Path path =
        TinyModels.llama()
            .with("tokenizer.ggml.model", MetadataValue.string("morse"))
            .write(folder.resolve("tiny.gguf"));
    try (LlamaModel ahead = LlamaModel.openForText(path, ModelOptions.defaults());
        LlamaModel onDemand = LlamaModel.open(path, ModelOptions.defaults())) {
      for (LlamaModel model : List.of(ahead, onDemand)) {
        assertThatThrownBy(model::tokenizer)
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("tokenizer 'morse' is not supported");
      }
    }
  }

  @Test
  void aModelThatIsRefusedWhileItsTokenizerIsMadeGivesTheFileBack() throws Exception {
    Path path =
        TinyModels.llama()
            .with("llama.attention.head_count", MetadataValue.u32(0))
            .write(folder.resolve("tiny.gguf"));
    assertThatThrownBy(() -> LlamaModel.openForText(path, ModelOptions.defaults()).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("llama.attention.head_count is 0");
  }

  private AbstractThrowableAssert<?, ?> refused(TinyModels tiny) throws IOException {
    Path path = tiny.write(folder.resolve("tiny.gguf"));
    return assertThatThrownBy(() -> LlamaModel.open(path, ModelOptions.defaults()).close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageNotContaining("\n");
  }
}
