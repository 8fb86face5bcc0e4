package llamajar.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamajar.cli.JsonTree;
import llamajar.cli.Outcome;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
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
    Map<?, ?> json = (Map<?, ?>) JsonTree.parse(Outcome.of("inspect", "--json").out());

    assertThat(json.get("architecture")).isEqualTo("llama");
    assertThat(json.get("runs")).isEqualTo(true);
    assertThat(json.get("weights")).isEqualTo(3_672_320L);
    Map<?, ?> metadata = (Map<?, ?>) json.get("metadata");
    assertThat(metadata.get("llama.block_count")).isEqualTo(Map.of("type", "u32", "value", 4L));
    Map<?, ?> tokens = (Map<?, ?>) metadata.get("tokenizer.ggml.tokens");
    assertThat(tokens.get("count")).isEqualTo(1024L);
    assertThat((List<?>) tokens.get("value")).hasSize(16);
    List<?> tensors = (List<?>) json.get("tensors");
    assertThat(tensors).hasSize(39);
    assertThat((Map<?, ?>) tensors.getFirst()).containsKeys("name", "type", "shape", "bytes");
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

    Map<?, ?> json =
        (Map<?, ?>) JsonTree.parse(Outcome.of("inspect", "--json", "-m", file.toString()).out());
    assertThat(json.get("runs")).isEqualTo(false);
    assertThat((Map<?, ?>) json.get("metadata"))
        .hasToString(
            "{general.architecture={type=string, value=perceptron}, hostile={type=string,"
                + " value=\u001b[2J}, large={type=u64, value=18446744073709551615},"
                + " half={type=f32, value=0.1}, list={type=array, element_type=i32, count=3,"
                + " value=[1, 2, 3]}}");
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
