package llamajar.engine.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import llamajar.gguf.GgufFile;
import llamajar.testkit.SharedData;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.Vocabulary;
import llamajar.text.tokenizer.VocabularyFlag;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real vocabularies against encodings made by other programs.
final class GoldenTokenizersTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baichuan",
        "bert-bge",
        "deepseek-coder",
        "deepseek-llm",
        "gpt-2",
        "llama-bpe",
        "llama-spm",
        "phi-3",
        "refact"
      })
  void everyCaseOfAVocabularyIsEncodedAndPrintedAsElsewhere(String name) throws IOException {
    Path folder = find("golden/tokenizers/" + name);
    SoftAssertions softly = new SoftAssertions();
    try (GgufFile file = GgufFile.open(folder.resolve("vocab.gguf"))) {
      Tokenizer tokenizer = VocabularyReader.tokenizer(file);
      checkInfo(JSON.readTree(Files.readString(folder.resolve("info.json"))), tokenizer, softly);
      List<String> lines = Files.readAllLines(folder.resolve("cases.jsonl"));
      assertThat(lines).isNotEmpty();
      for (String line : lines) {
        checkCase(JSON.readTree(line), tokenizer, softly);
      }
    }
    softly.assertAll();
  }

  @Test
  void theVocabulariesInsideTheGoldenModelsEncodeAsElsewhere() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    try (var folders = Files.list(find("golden/arch"))) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        try (GgufFile file = GgufFile.open(anyModel(folder))) {
          Tokenizer tokenizer = VocabularyReader.tokenizer(file);
          JsonNode expected = JSON.readTree(Files.readString(folder.resolve("expected.json")));
          for (JsonNode golden : expected.get("text_check").get("cases")) {
            softly
                .assertThat(tokenizer.encode(golden.get("text").asString(), true, true))
                .as("%s: %s", folder, golden.get("text"))
                .isEqualTo(ints(golden.get("ids")));
          }
        }
      }
    }
    softly.assertAll();
  }

  @Test
  void theStoriesVocabularyEncodesAndDecodesAsElsewhere() throws IOException {
    Path folder = find("golden/stories260k");
    SoftAssertions softly = new SoftAssertions();
    try (GgufFile file = GgufFile.open(folder.resolve("stories260k-F32.gguf"))) {
      Tokenizer tokenizer = VocabularyReader.tokenizer(file);
      String cases = Files.readString(folder.resolve("tokenizer-cases.json"));
      for (JsonNode golden : JSON.readTree(cases).get("cases")) {
        String text = golden.get("text").asString();
        int[] ids = ints(golden.get("ids"));
        softly.assertThat(tokenizer.encode(text, false, false)).as(text).isEqualTo(ids);
        softly
            .assertThat(tokenizer.encode(text, true, false))
            .as(text)
            .isEqualTo(ints(golden.get("ids_with_bos")));
        softly
            .assertThat(tokenizer.decode(ids, true))
            .isEqualTo(golden.get("detokenized").asString());
      }
    }
    softly.assertAll();
  }

  @Test
  void thePromptsOfTheDemoModelAreEncodedAsElsewhere() throws IOException {
    Path folder = find("models");
    JsonNode expected = JSON.readTree(Files.readString(folder.resolve("pebble-F32.expected.json")));
    try (GgufFile file = GgufFile.open(folder.resolve("pebble-F32.gguf"))) {
      Tokenizer tokenizer = VocabularyReader.tokenizer(file);
      for (String name : List.of("story", "chat")) {
        JsonNode golden = expected.get(name);
        assertThat(tokenizer.encode(golden.get("prompt").asString(), true, true))
            .isEqualTo(ints(golden.get("exact").get("prompt_tokens")));
      }
    }
  }

  private static void checkInfo(JsonNode info, Tokenizer tokenizer, SoftAssertions softly) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    softly.assertThat(vocabulary.size()).isEqualTo(info.get("n_vocab").asInt());
    checkRole(info.get("bos"), vocabulary, SpecialToken.BOS, softly);
    checkRole(info.get("eos"), vocabulary, SpecialToken.EOS, softly);
    checkRole(info.get("eot"), vocabulary, SpecialToken.EOT, softly);
    checkRole(info.get("sep"), vocabulary, SpecialToken.SEPARATOR, softly);
    checkRole(info.get("pad"), vocabulary, SpecialToken.PADDING, softly);
    softly
        .assertThat(vocabulary.is(VocabularyFlag.ADD_BOS))
        .isEqualTo(info.get("add_bos").asBoolean());
    softly
        .assertThat(vocabulary.is(VocabularyFlag.ADD_EOS))
        .isEqualTo(info.get("add_eos").asBoolean());
    softly.assertThat(tokenizer.endOfGenerationIds()).contains(ints(info.get("eog")));
  }

  private static void checkRole(
      JsonNode expected, Vocabulary vocabulary, SpecialToken role, SoftAssertions softly) {
    softly
        .assertThat(vocabulary.special(role).orElse(-1))
        .as(role.name())
        .isEqualTo(expected.isNull() ? -1 : expected.asInt());
  }

  private static void checkCase(JsonNode golden, Tokenizer tokenizer, SoftAssertions softly) {
    String text = golden.get("text").asString();
    int[] ids = ints(golden.get("ids"));
    int[] found =
        tokenizer.encode(
            text, golden.get("add_special").asBoolean(), golden.get("parse_special").asBoolean());
    boolean alternative =
        golden.has("alt_ids") && Arrays.equals(found, ints(golden.get("alt_ids")));
    if (!alternative) {
      softly.assertThat(found).as(text).isEqualTo(ids);
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = 0; i < ids.length; i++) {
      byte[] piece = tokenizer.piece(ids[i], true);
      joined.writeBytes(piece);
      if (golden.has("pieces")) {
        byte[] expected = pieceBytes(golden.get("pieces").get(i));
        // A soft assertion for each of a million pieces would take a minute.
        if (!Arrays.equals(piece, expected)) {
          softly.assertThat(piece).as("token %d", ids[i]).isEqualTo(expected);
        }
      }
    }
    softly.assertThat(joined.toByteArray()).isEqualTo(bytes(golden, "joined"));
    softly
        .assertThat(tokenizer.decodeBytes(ids, true))
        .as(text)
        .isEqualTo(bytes(golden, "detokenized"));
  }

  private static byte[] pieceBytes(JsonNode piece) {
    if (!piece.isArray()) {
      return piece.asString().getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[piece.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) piece.get(i).asInt();
    }
    return bytes;
  }

  private static byte[] bytes(JsonNode golden, String field) {
    return golden.has(field + "_hex")
        ? HexFormat.of().parseHex(golden.get(field + "_hex").asString())
        : golden.get(field).asString().getBytes(StandardCharsets.UTF_8);
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /// A model's first file.
  private static Path anyModel(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".gguf")).sorted().toList().getFirst();
    }
  }

  private static Path find(String path) {
    Optional<Path> found = SharedData.find(path);
    assumeTrue(found.isPresent(), path + " is not there");
    return found.get();
  }
}
