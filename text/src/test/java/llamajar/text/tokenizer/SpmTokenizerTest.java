package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpmTokenizerTest {
  private final TestVocabulary vocabulary =
      new TestVocabulary("llama")
          .add(TokenType.UNKNOWN, "<unk>")
          .add(TokenType.CONTROL, "<s>", "</s>")
          .byteTokens()
          .add(TokenType.USER_DEFINED, "<tool>")
          .normal("▁", -20)
          .normal("a", -10)
          .normal("b", -11)
          .normal("c", -12)
          .normal("ab", -3)
          .normal("bc", -2)
          .normal("abc", -4)
          .normal("▁a", -1)
          .normal("▁ab", -5)
          .normal("aa", -6)
          .normal("é", -7);

  @Test
  void thePairWithTheBestScoreIsJoinedFirst() {
    Tokenizer tokenizer = vocabulary.tokenizer();

    // "bc" (−2) goes before "ab" (−3), but after "▁a" (−1).
    assertThat(tokenizer.encode("abc", false, false)).isEqualTo(vocabulary.ids("▁a", "bc"));
    assertThat(tokenizer.encode("cabc", false, false)).isEqualTo(vocabulary.ids("▁", "c", "abc"));
  }

  @Test
  void ofEqualPairsTheLeftmostIsJoinedFirst() {
    assertThat(vocabulary.tokenizer().encode("caaa", false, false))
        .isEqualTo(vocabulary.ids("▁", "c", "aa", "a"));
  }

  @Test
  void whatIsNoTokenIsSpelledInBytes() {
    assertThat(vocabulary.tokenizer().encode("cè\n", false, false))
        .isEqualTo(vocabulary.ids("▁", "c", "<0xC3>", "<0xA8>", "<0x0A>"));
  }

  @Test
  void withoutByteTokensItIsUnknown() {
    TestVocabulary small =
        new TestVocabulary("llama")
            .add(TokenType.UNKNOWN, "<unk>")
            .add(TokenType.CONTROL, "<s>", "</s>")
            .add(TokenType.NORMAL, "▁", "a");

    assertThat(small.tokenizer().encode("aèa", false, false))
        .isEqualTo(small.ids("▁", "a", "<unk>", "a"));
  }

  @Test
  void textGetsASpaceInFrontAlsoBehindSpecialTokens() {
    Tokenizer tokenizer = vocabulary.tokenizer();

    assertThat(tokenizer.encode("a<s>a<tool>b", true, true))
        .isEqualTo(vocabulary.ids("<s>", "▁a", "<s>", "▁a", "<tool>", "▁", "b"));
    assertThat(tokenizer.encode("", false, false)).isEmpty();
    assertThat(tokenizer.encode("", true, false)).isEqualTo(vocabulary.ids("<s>"));
  }

  @Test
  void flagsDecideAboutPrefixAndEnds() {
    Tokenizer tokenizer =
        Tokenizer.of(
            vocabulary
                .builder()
                .flag(VocabularyFlag.ADD_SPACE_PREFIX, false)
                .flag(VocabularyFlag.ADD_BOS, false)
                .flag(VocabularyFlag.ADD_EOS, true)
                .build());

    assertThat(tokenizer.encode("ab", true, false)).isEqualTo(vocabulary.ids("ab", "</s>"));
    assertThat(tokenizer.decode(vocabulary.ids("▁a", "b"), true)).isEqualTo(" ab");
  }

  @Test
  void withoutParsingOnlyUserDefinedSpellingsAreTokens() {
    assertThat(vocabulary.tokenizer().encode("<tool><s>", false, false))
        .startsWith(vocabulary.id("<tool>"), vocabulary.id("▁"))
        .doesNotContain(vocabulary.id("<s>"));
  }

  @Test
  void piecesPrintSpacesAndBytes() {
    Tokenizer tokenizer = vocabulary.tokenizer();

    assertThat(tokenizer.piece(vocabulary.id("▁ab"), false)).isEqualTo(bytes(" ab"));
    assertThat(tokenizer.piece(vocabulary.id("<0xC3>"), false)).containsExactly(0xC3);
    assertThat(tokenizer.piece(vocabulary.id("<s>"), false)).isEmpty();
    assertThat(tokenizer.piece(vocabulary.id("<s>"), true)).isEqualTo(bytes("<s>"));
    assertThat(tokenizer.piece(vocabulary.id("<tool>"), false)).isEqualTo(bytes("<tool>"));
    assertThat(tokenizer.piece(100_000, true)).isEmpty();
  }

  @Test
  void decodingDropsTheSpaceThatEncodingPutInFront() {
    Tokenizer tokenizer = vocabulary.tokenizer();

    for (String text : List.of("ab c", " ab", "  a", "è\uFFFD", "🦙 a")) {
      int[] ids = tokenizer.encode(text, false, false);
      assertThat(tokenizer.decode(ids, true)).isEqualTo(text);
    }
  }

  @Test
  void unpairedSurrogatesAreReplaced() {
    Tokenizer tokenizer = vocabulary.tokenizer();

    assertThat(tokenizer.encode("a\uD83Eb", false, false))
        .isEqualTo(tokenizer.encode("a\uFFFDb", false, false));
  }

  @Test
  void joinsAsASimplerProgramDoes() {
    Tokenizer tokenizer = vocabulary.tokenizer();
    Random random = new Random(1);

    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append("aabbc é".charAt(random.nextInt(7)));
      }
      assertThat(tokenizer.encode(text.toString(), false, false))
          .as(text.toString())
          .isEqualTo(naively(text.toString()));
    }
  }

  /// Looks for the best pair again after each join.
  private int[] naively(String text) {
    Vocabulary built = vocabulary.build();
    List<String> symbols = new ArrayList<>(List.of((" " + text).replace(' ', '▁').split("")));
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        float score = score(built, symbols.get(i) + symbols.get(i + 1));
        if (score > (best < 0 ? -1e9f : score(built, symbols.get(best) + symbols.get(best + 1)))) {
          best = i;
        }
      }
      if (best < 0) {
        return symbols.stream().mapToInt(vocabulary::id).toArray();
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
  }

  private static float score(Vocabulary built, String spelling) {
    for (int id = 259; id < built.size(); id++) {
      if (new String(built.spelling(id), StandardCharsets.UTF_8).equals(spelling)) {
        return built.score(id);
      }
    }
    return -1e9f;
  }

  private static byte[] bytes(String text) {
    return TestVocabulary.bytes(text);
  }
}
