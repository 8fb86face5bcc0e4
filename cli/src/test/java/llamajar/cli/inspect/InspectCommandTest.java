package llamajar.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import llamajar.cli.JsonTree;
import llamajar.cli.Outcome;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir private Path folder;

  @Test
  void showsMetadataTensorsAndTotals() {
    Outcome outcome = Outcome.of("inspect");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsPattern("architecture +llama\n")
        .containsPattern("weights +3\\.67M in 39 tensors, 1\\.54 MiB, 3\\.52 bits per weight\n")
        .containsPattern("runs here +yes\n")
        .containsPattern("llama\\.block_count +u32 +4\n")
        .containsPattern("tokenizer\\.ggml\\.tokens +array +\\[.*…\\] \\(1024 x string\\)\n")
        .containsPattern("blk\\.0\\.attn_q\\.weight +IQ3_\\w+ +\\[256, 256\\] +\\d+ +\\d+\n")
        .containsPattern("IQ3_S +15 +\\S+ +770\\.00 KiB +49 %\n")
        .doesNotContain("not used");
  }

  @Test
  void writesTheSameAsJson() {
    JsonTree json = JsonTree.parse(Outcome.of("inspect", "--json").out());

    assertThat(json.at("architecture").text()).isEqualTo("llama");
    assertThat(json.at("runs").text()).isEqualTo("true");
    assertThat(json.at("weights").text()).isEqualTo("3672320");
    JsonTree layers = json.at("metadata").at("llama.block_count");
    assertThat(layers.at("type").text()).isEqualTo("u32");
    assertThat(layers.at("value").text()).isEqualTo("4");
    JsonTree tokens = json.at("metadata").at("tokenizer.ggml.tokens");
    assertThat(tokens.at("count").text()).isEqualTo("1024");
    assertThat(tokens.at("value").elements()).hasSize(16);
    assertThat(json.at("tensors").elements()).hasSize(39);
    assertThat(json.at("tensors").at(0).members())
        .containsOnlyKeys("name", "type", "shape", "bytes", "offset");
  }

  @Test
  void showsModelsThatCannotRun() throws IOException {
    Path file = folder.resolve("other.gguf");
    new GgufWriter()
        .put("general.architecture", MetadataValue.string("perceptron"))
        .put("hostile", MetadataValue.string("\u001b[2J"))
        .put("large", MetadataValue.u64(-1))
        .put("half", MetadataValue.f32(0.1f))
        .put("list", ArrayValue.ofIntegers(1, 2, 3))
        .tensor("a", TensorType.F32, TensorShape.of(2, 3), MemorySegment.ofArray(new byte[24]))
        .write(file);

    Outcome text = Outcome.of("inspect", "-m", file.toString());
    assertThat(text.exitCode()).isZero();
    assertThat(text.out())
        .containsPattern("runs here +no: .*'perceptron'.*supported are: .*llama")
        .contains("[1, 2, 3]")
        .contains("18446744073709551615")
        .doesNotContain("\u001b");

    JsonTree json = JsonTree.parse(Outcome.of("inspect", "--json", "-m", file.toString()).out());
    JsonTree metadata = json.at("metadata");
    assertThat(json.at("runs").text()).isEqualTo("false");
    assertThat(metadata.at("hostile").at("value").text()).isEqualTo("\u001b[2J");
    assertThat(metadata.at("large").at("value").text()).isEqualTo("18446744073709551615");
    assertThat(metadata.at("half").at("value").text()).isEqualTo("0.1");
    assertThat(metadata.at("list").at("element_type").text()).isEqualTo("i32");
    assertThat(metadata.at("list").at("value").elements())
        .extracting(JsonTree::text)
        .containsExactly("1", "2", "3");
  }

  @Test
  void namesHyperparametersAndTensorsWithoutInfluence() throws IOException {
    Path file =
        TinyModels.llama()
            .with("llama.mystery", MetadataValue.u32(7))
            .with("blk.0.mystery.weight", new float[32])
            .write(folder.resolve("mystery.gguf"));

    String text = Outcome.of("inspect", "-m", file.toString()).out();
    String end = text.substring(text.indexOf("without influence when the model runs"));
    assertThat(text)
        .containsPattern("not used when the model runs: 1 tensors\n +blk\\.0\\.mystery");
    assertThat(end).contains("llama.mystery").doesNotContain("block_count", "context_length");

    JsonTree json = JsonTree.parse(Outcome.of("inspect", "--json", "-m", file.toString()).out());
    assertThat(json.at("unread_keys").elements())
        .extracting(JsonTree::text)
        .contains("llama.mystery")
        .doesNotContain("llama.block_count", "llama.context_length");
  }

  @Test
  void aModelWithoutItsContextLengthCannotRun() throws IOException {
    Path file =
        TinyModels.llama()
            .without("llama.context_length")
            .write(folder.resolve("contextless.gguf"));

    assertThat(Outcome.of("inspect", "-m", file.toString()).out())
        .containsPattern("runs here +no: .*llama\\.context_length is missing");
  }

  @Test
  void showsAVocabularyOnItsOwn() throws IOException {
    Path file = folder.resolve("vocabulary.gguf");
    new GgufWriter().put("general.architecture", MetadataValue.string("llama")).write(file);

    assertThat(Outcome.of("inspect", "-m", file.toString()).out())
        .containsPattern("runs here +no: it holds a vocabulary only")
        .contains("0 tensors");
  }
}
