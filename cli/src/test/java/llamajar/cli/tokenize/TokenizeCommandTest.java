package llamajar.cli.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamajar.cli.Outcome;
import llamajar.cli.json.JsonText;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

class TokenizeCommandTest {
  @TempDir private Path folder;

  @Test
  void showsEachTokenWithItsText() {
    Outcome outcome = Outcome.of("tokenize", "-p", "Hello\n");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines().map(String::strip))
        .containsExactly("72  'H'", "355  'ell'", "111  'o'", "10  '\\n'");
  }

  @Test
  void printsIdsOnlyOnRequest() {
    assertThat(Outcome.of("tokenize", "--ids", "-p", "Hello").out()).isEqualTo("[72, 355, 111]\n");
    assertThat(Outcome.withInput("Hello\n", "tokenize", "--ids").out())
        .isEqualTo("[72, 355, 111]\n");
  }

  @Test
  void takesSpecialTokensAsTextOnRequest() {
    assertThat(Outcome.of("tokenize", "--ids", "-p", "<|im_end|>").out()).isEqualTo("[1023]\n");
    assertThat(Outcome.of("tokenize", "--ids", "--no-parse-special", "-p", "<|im_end|>").out())
        .doesNotContain("1023");
  }

  @Test
  void leavesTheStartTokenOutOnRequest() throws IOException {
    String vocabulary = vocabulary().toString();

    assertThat(Outcome.of("tokenize", "-m", vocabulary, "--ids", "-p", "ab").out())
        .isEqualTo("[1, 5]\n");
    assertThat(Outcome.of("tokenize", "-m", vocabulary, "--ids", "--no-bos", "-p", "ab").out())
        .isEqualTo("[5]\n");
  }

  @Test
  void answersEachLineOfABatch() {
    Outcome outcome =
        Outcome.withInput(
            """
            {"text": "Hello"}

            {"other": {"text": 1}, "parse_special": false, "text": "<|im_end|>"}
            {"text": "<|im_end|>", "parse_special": true, "add_special": false}
            {"text": ""}\
            """,
            "tokenize",
            "--jsonl");

    assertThat(outcome.exitCode()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("{\"ids\":[72, 355, 111]}");
    assertThat(lines.get(1)).startsWith("{\"ids\":[").doesNotContain("1023");
    assertThat(lines.get(2)).isEqualTo("{\"ids\":[1023]}");
    assertThat(lines.get(3)).isEqualTo("{\"ids\":[]}");
  }

  @Test
  void namesTheLineOfABatchThatIsWrong() {
    assertThat(batchError("{\"text\": \"a\"}\nnonsense\n")).contains("line 2");
    assertThat(batchError("{\"text\": 1}")).contains("line 1").contains("a string");
    assertThat(batchError("{\"text\": \"a\", \"add_special\": 1}")).contains("true or false");
    assertThat(batchError("{}")).contains("\"text\" is missing");
    assertThat(batchError("[]")).contains("an object");
    assertThat(batchError("{\"text\": \"a\"} {}")).contains("nothing after");
  }

  @Test
  void agreesWithAllGoldenCasesOfAVocabulary() throws IOException {
    Optional<Path> golden = SharedData.find("golden/tokenizers/llama-bpe");
    assumeTrue(golden.isPresent(), "golden data not found");
    List<String> lines = Files.readAllLines(golden.get().resolve("cases.jsonl"));
    Outcome outcome =
        Outcome.withInput(
            String.join("\n", lines),
            "tokenize",
            "--jsonl",
            "-m",
            golden.get().resolve("vocab.gguf").toString());

    List<String> answers = outcome.out().lines().toList();
    assertThat(answers).hasSameSizeAs(lines);
    for (int i = 0; i < lines.size(); i++) {
      List<Integer> expected = ids(lines.get(i), "ids");
      List<Integer> alternative = ids(lines.get(i), "alt_ids");
      assertThat(ids(answers.get(i), "ids"))
          .as(lines.get(i))
          .isIn(expected, alternative.isEmpty() ? expected : alternative);
    }
  }

  private static String batchError(String input) {
    Outcome outcome = Outcome.withInput(input, "tokenize", "--jsonl");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    return outcome.err();
  }

  private static List<Integer> ids(String line, String key) {
    List<Integer> ids = new ArrayList<>();
    try (JsonParser parser = JsonText.parser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(key);
        parser.nextToken();
        if (!wanted) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          ids.add(parser.getIntValue());
        }
      }
    }
    return ids;
  }

  private Path vocabulary() throws IOException {
    Path file = folder.resolve("vocabulary.gguf");
    new GgufWriter()
        .put("general.architecture", MetadataValue.string("llama"))
        .put("tokenizer.ggml.model", MetadataValue.string("llama"))
        .put("tokenizer.ggml.tokens", ArrayValue.ofStrings("<unk>", "<s>", "</s>", "a", "b", "ab"))
        .put("tokenizer.ggml.scores", ArrayValue.ofFloats(0, 0, 0, -2, -2, -1))
        .put("tokenizer.ggml.token_type", ArrayValue.ofIntegers(2, 3, 3, 1, 1, 1))
        .put("tokenizer.ggml.bos_token_id", MetadataValue.u32(1))
        .put("tokenizer.ggml.eos_token_id", MetadataValue.u32(2))
        .put("tokenizer.ggml.add_bos_token", MetadataValue.bool(true))
        .put("tokenizer.ggml.add_space_prefix", MetadataValue.bool(false))
        .write(file);
    return file;
  }
}
