package llamajar.engine.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.testkit.SharedData;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarException;
import llamajar.text.grammar.GrammarMatcher;
import llamajar.text.grammar.TokenConstraint;
import llamajar.text.grammar.TokenMask;
import llamajar.text.grammar.TokenTrie;
import llamajar.text.schema.JsonSchema;
import llamajar.text.tokenizer.TokenType;
import llamajar.text.tokenizer.Tokenizer;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Grammars against what other programs accept.
final class GoldenGrammarsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void textsAreAcceptedAsElsewhere() throws IOException {
    Map<String, Grammar> grammars = new HashMap<>();
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode golden : lines("cases.jsonl")) {
      if (golden.get("accepts").asString().equals("invalid_grammar")) {
        String text = golden.get("grammar_text").asString();
        assertThatThrownBy(() -> Grammar.parse(text))
            .as(text)
            .isInstanceOf(GrammarException.class)
            .hasMessageNotContaining("\n");
      } else {
        String name = golden.get("grammar").asString();
        Grammar grammar = grammars.computeIfAbsent(name, GoldenGrammarsTest::grammar);
        check(golden, grammar, softly);
      }
    }
    softly.assertAll();
  }

  private static void check(JsonNode golden, Grammar grammar, SoftAssertions softly) {
    int[] text = golden.get("text").asString().codePoints().toArray();
    GrammarMatcher matcher = grammar.matcher();
    int read = 0;
    while (read < text.length && matcher.accept(Character.toString(text[read]))) {
      read++;
    }
    String expected = golden.get("accepts").asString();
    String found = read < text.length ? "reject" : matcher.isComplete() ? "full" : "prefix";
    softly.assertThat(found).as("%s", golden).isEqualTo(expected);
    if (golden.has("reject_at")) {
      softly.assertThat(read).as("%s", golden).isEqualTo(golden.get("reject_at").asInt());
    }
    if (golden.has("may_continue")) {
      boolean continues = golden.get("may_continue").asBoolean();
      softly.assertThat(matcher.canContinue()).as("%s", golden).isEqualTo(continues);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "llama-spm", "phi-3", "llama-bpe"})
  void theSameTokensMayFollowAsElsewhere(String vocabulary) throws Exception {
    Path file = find("golden/tokenizers/" + vocabulary + "/vocab.gguf");
    JsonNode info = JSON.readTree(Files.readString(file.resolveSibling("info.json")));
    Set<Integer> ends = new HashSet<>();
    info.get("eog").forEach(id -> ends.add(id.asInt()));
    SoftAssertions softly = new SoftAssertions();
    try (GgufFile gguf = GgufFile.open(file)) {
      Tokenizer tokenizer = VocabularyReader.tokenizer(gguf);
      TokenTrie trie = TokenTrie.of(tokenizer);
      Map<String, TokenConstraint> constraints = new HashMap<>();
      for (JsonNode golden : lines("token-masks.jsonl")) {
        if (golden.get("vocab").asString().equals(vocabulary)) {
          TokenConstraint constraint =
              constraints.computeIfAbsent(
                  golden.get("grammar").asString(),
                  name -> TokenConstraint.of(grammar(name), trie));
          checkMask(golden, constraint.begin(), tokenizer, ends, softly);
        }
      }
    }
    softly.assertAll();
  }

  private static void checkMask(
      JsonNode golden,
      ConstrainedText text,
      Tokenizer tokenizer,
      Set<Integer> ends,
      SoftAssertions softly)
      throws NoSuchAlgorithmException {
    byte[] prefix = golden.get("prefix").asString().getBytes(StandardCharsets.UTF_8);
    assertThat(text.accept(-1, prefix)).as("%s", golden).isTrue();
    for (JsonNode id : golden.get("then_ids")) {
      assertThat(text.accept(id.asInt(), tokenizer.piece(id.asInt(), false)))
          .as("%s", golden)
          .isTrue();
    }
    softly
        .assertThat(text.isComplete())
        .as("%s", golden)
        .isEqualTo(golden.get("eog_allowed").asBoolean());
    int[] ids = textTokens(text, tokenizer, ends);
    softly.assertThat(ids).as("%s", golden).hasSize(golden.get("n_allowed").asInt());
    String joined = Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(","));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(joined.getBytes(StandardCharsets.UTF_8));
    softly
        .assertThat(HexFormat.of().formatHex(hash))
        .as("%s", golden)
        .isEqualTo(golden.get("allowed_sha256").asString());
    JsonNode first = golden.has("allowed") ? golden.get("allowed") : golden.get("allowed_first");
    softly
        .assertThat(Arrays.copyOf(ids, Math.min(ids.length, first.size())))
        .as("%s", golden)
        .isEqualTo(
            StreamSupport.stream(first.spliterator(), false).mapToInt(JsonNode::asInt).toArray());
  }

  @Test
  void valuesAreHeldToSchemas() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode golden : lines("json-schema.jsonl")) {
      Grammar grammar = JsonSchema.compile(plain(golden.get("schema")));
      for (JsonNode value : golden.get("valid")) {
        softly.assertThat(isAccepted(grammar, value)).as("%s: %s", golden, value).isTrue();
      }
      for (JsonNode value : golden.get("invalid")) {
        softly.assertThat(isAccepted(grammar, value)).as("%s: %s", golden, value).isFalse();
      }
    }
    softly.assertAll();
  }

  /// Whether the compact text or one with spaces is accepted.
  private static boolean isAccepted(Grammar grammar, JsonNode value) {
    return Stream.of(text(value, ",", ":"), text(value, ", ", ": "))
        .anyMatch(text -> {
          GrammarMatcher matcher = grammar.matcher();
          return matcher.accept(text) && matcher.isComplete();
        });
  }

  private static String text(JsonNode value, String comma, String colon) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(member ->
              JSON.writeValueAsString(member.getKey())
                  + colon
                  + text(member.getValue(), comma, colon))
          .collect(Collectors.joining(comma, "{", "}"));
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(element -> text(element, comma, colon))
          .collect(Collectors.joining(comma, "[", "]"));
    }
    return value.isNumber() ? value.decimalValue().toPlainString() : JSON.writeValueAsString(value);
  }

  private static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(member -> map.put(member.getKey(), plain(member.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    return node.isNull()
        ? null
        : node.isBoolean()
            ? node.asBoolean()
            : node.isNumber() ? node.decimalValue() : node.asString();
  }

  /// The tokens allowed, without those that end generation elsewhere. What ends generation only
  /// here is text elsewhere, and asked for one by one.
  private static int[] textTokens(ConstrainedText text, Tokenizer tokenizer, Set<Integer> ends) {
    TokenMask mask = text.allowed();
    return IntStream.range(0, tokenizer.vocabulary().size())
        .filter(id ->
            tokenizer.isEndOfGeneration(id)
                ? !ends.contains(id)
                    && tokenizer.vocabulary().type(id) != TokenType.CONTROL
                    && text.copy().accept(id, tokenizer.vocabulary().spelling(id))
                : mask.contains(id))
        .toArray();
  }

  private static Grammar grammar(String name) {
    try {
      return Grammar.parse(Files.readString(find("golden/grammars/gbnf/" + name + ".gbnf")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<JsonNode> lines(String name) throws IOException {
    List<String> lines = Files.readAllLines(find("golden/grammars/" + name));
    assertThat(lines).isNotEmpty();
    return lines.stream().map(JSON::readTree).toList();
  }

  private static Path find(String path) {
    Optional<Path> found = SharedData.find(path);
    assumeTrue(found.isPresent(), path + " is not there");
    return found.get();
  }
}
