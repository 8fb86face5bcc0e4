package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import llamajar.cli.demo.DemoModel;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that users get wrong ends with one line and an exit code.
class BadInputTest {
  @TempDir private Path folder;
  private byte[] demo = new byte[0];

  @BeforeEach
  void readDemoModel() throws IOException {
    demo = Files.readAllBytes(DemoModel.file(folder.resolve("cache")));
  }

  @Test
  void aMissingModel() {
    fails(1, "no-such.gguf", "no such file").running("-m", path("no-such.gguf"), "-p", "x");
  }

  @Test
  void aDirectoryAsModel() {
    fails(1, "is a directory").running("-m", folder.toString(), "-p", "x");
  }

  @Test
  void anEmptyModel() throws IOException {
    fails(1, "empty.gguf", "empty").running("-m", file("empty.gguf", new byte[0]), "-p", "x");
  }

  @Test
  void aFileThatIsNoGguf() throws IOException {
    byte[] text = "This is a text, not a model. ".repeat(10).getBytes(StandardCharsets.UTF_8);
    fails(1, "text.gguf", "GGUF").running("-m", file("text.gguf", text), "-p", "x");
  }

  @Test
  void aTruncatedModel() throws IOException {
    String file = file("short.gguf", Arrays.copyOf(demo, demo.length / 2));
    fails(1, "short.gguf").running("-m", file, "-p", "x");
  }

  @Test
  void aModelWithoutWeights() throws IOException {
    Path file = folder.resolve("vocabulary.gguf");
    new GgufWriter()
        .put("general.architecture", MetadataValue.string("llama"))
        .put("tokenizer.ggml.model", MetadataValue.string("llama"))
        .put("tokenizer.ggml.tokens", ArrayValue.ofStrings("<unk>", "<s>", "</s>", "a"))
        .write(file);
    fails(1, "vocabulary.gguf", "vocabulary only").running("-m", file.toString(), "-p", "x");
  }

  @Test
  void anArchitectureThatIsNotSupported() throws IOException {
    Path file = folder.resolve("other.gguf");
    new GgufWriter()
        .put("general.architecture", MetadataValue.string("perceptron"))
        .put("perceptron.context_length", MetadataValue.u32(16))
        .tensor("a", TensorType.F32, TensorShape.of(1), MemorySegment.ofArray(new byte[4]))
        .write(file);
    fails(1, "other.gguf", "'perceptron'", "llama").running("-m", file.toString(), "-p", "x");
  }

  @Test
  void aContextLargerThanTheModels() {
    fails(1, "513", "512").running("-c", "513", "-p", "x");
  }

  @Test
  void aPromptLongerThanTheContext() {
    fails(1, "the prompt has", "16", "-c").running("-c", "16", "-p", "word ".repeat(40));
    fails(1, "the prompt has", "512").running("-p", "word ".repeat(1000));
  }

  @Test
  void noThreads() {
    fails(2, "-t 0").running("-t", "0", "-p", "x");
    fails(2, "-tb -1").running("-tb", "-1", "-p", "x");
  }

  @Test
  void batchesOfNothing() {
    fails(2, "-b 0").running("-b", "0", "-p", "x");
    fails(2, "-ub 0").running("-ub", "0", "-p", "x");
  }

  @Test
  void aPromptFileThatIsNotUtf8() throws IOException {
    byte[] bytes = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
    fails(1, "latin1.txt", "byte 2 (0xfc) is not UTF-8").running("-f", file("latin1.txt", bytes));
  }

  @Test
  void standardInputThatIsNotUtf8() {
    Outcome outcome = Outcome.withInput(new byte[] {'a', 'b', (byte) 0xff}, "-n", "1");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "llamajar: standard input: byte 2 (0xff) is not UTF-8; convert the text to UTF-8\n");
  }

  @Test
  void chatOptionsThatMakeNoSense() {
    fails(2, "--chat-template", "'nope'", "chatml").running("--chat-template", "nope", "-p", "x");
    fails(2, "--no-jinja", "--raw").running("--no-jinja", "-p", "x");
    fails(2, "--raw").running("--raw", "-sys", "be brief", "-p", "x");
    fails(2, "--chat-template-kwargs").running("--chat-template-kwargs", "[1]", "-p", "x");
    fails(1, "--chat-template", "line 1").running("--chat-template", "{% if %}", "-p", "x");
    fails(1, "refuses", "no thanks")
        .running("--chat-template", "{{ raise_exception('no thanks') }}", "-p", "x");
    fails(1, "none.jinja: no such file").running("--chat-template-file", "none.jinja", "-p", "x");
  }

  @Test
  void aMissingPromptFile() {
    fails(1, "no.txt: no such file").running("-f", path("no.txt"));
    fails(1, "is a directory").running("-f", folder.toString());
  }

  @Test
  void noPromptAtAll() {
    Outcome outcome = Outcome.withInput("");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("-p");
    fails(2, "-p").running("--raw");
  }

  @Test
  void anEmptyPromptForAModelWithoutStartToken() {
    fails(2, "the prompt is empty").running("--raw", "-p", "");
    fails(2, "the prompt is empty").running("-p", " ");
  }

  @Test
  void twoPrompts() throws IOException {
    fails(2, "-p and -f").running("-p", "x", "-f", file("a.txt", new byte[] {'a'}));
  }

  @Test
  void samplingSettingsOutOfRange() {
    fails(2, "top_p").running("-p", "x", "--top-p", "1.5");
    fails(2, "mirostat").running("-p", "x", "--mirostat", "3");
    fails(2, "top-k-ish").running("-p", "x", "--samplers", "top_k;top-k-ish");
    fails(2, "--logit-bias 12").running("-p", "x", "--logit-bias", "12");
    fails(2, "logit_bias", "99999").running("-p", "x", "--logit-bias", "99999+1");
  }

  @Test
  void aBackendThatDoesNotExist() {
    fails(2, "--backend quantum", "vector").running("-p", "x", "--backend", "quantum");
  }

  @Test
  void aLoadModeThatDoesNotExist() {
    fails(2, "--load ram", "mmap").running("-p", "x", "--load", "ram");
  }

  @Test
  void cacheTypesThatDoNotExistOrDiffer() {
    fails(2, "q4_0").running("-p", "x", "--cache-type", "q4_0");
    fails(2, "-ctk and -ctv").running("-p", "x", "-ctk", "f16", "-ctv", "f32");
  }

  @Test
  void aHostileNameCannotWriteToTheTerminal() {
    Outcome outcome = Outcome.of("-m", "\u001b[2Jevil\n.gguf", "-p", "x");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).doesNotContain("\u001b");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private interface Failure {
    void running(String... args);
  }

  private static Failure fails(int exitCode, String... named) {
    return args -> {
      Outcome outcome = Outcome.of(args);
      assertThat(outcome.err()).startsWith("llamajar: ").endsWith("\n").contains(named);
      assertThat(outcome.err().lines()).hasSize(1);
      assertThat(outcome.exitCode()).isEqualTo(exitCode);
      assertThat(outcome.out()).isEmpty();
    };
  }
}
