package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BpeTokenizerTest {
  private static final List<String> PAIRS =
      List.of("h e", "l l", "he ll", "Ġ w", "o r", "a b", "b c", "ab c", "Ã ©");

  private static TestVocabulary vocabulary() {
    TestVocabulary vocabulary = new TestVocabulary("gpt2").letters();
    for (String pair : PAIRS) {
      String[] parts = pair.split(" ", -1);
      vocabulary.merge(parts[0], parts[1]);
    }
    return vocabulary.add(TokenType.CONTROL, "<|endoftext|>");
  }

  @Test
  void pairsAreJoinedInTheOrderInWhichTheyWereLearned() {
    TestVocabulary vocabulary = vocabulary();
    Tokenizer tokenizer = vocabulary.tokenizer();

    assertThat(tokenizer.encode("hello world", false, false))
        .isEqualTo(vocabulary.ids("hell", "o", "Ġw", "or", "l", "d"));
    assertThat(tokenizer.encode("bcabc", false, false)).isEqualTo(vocabulary.ids("bc", "abc"));
  }

  @Test
  void everyByteSurvives() {
    Tokenizer tokenizer = vocabulary().tokenizer();
    String text = "é\u0000\n 東京 🦙 hello\u00A0";

    assertThat(tokenizer.decode(tokenizer.encode(text, false, false), true)).isEqualTo(text);
  }

  @Test
  void wordsThatAreTokensAreTakenWholeIfTheRuleSaysSo() {
    TestVocabulary vocabulary = vocabulary().add(TokenType.NORMAL, "lowell");

    assertThat(vocabulary.tokenizer().encode("lowell", false, false)).hasSizeGreaterThan(1);
    assertThat(vocabulary.preTokenizer("llama-bpe").tokenizer().encode("lowell", false, false))
        .isEqualTo(vocabulary.ids("lowell"));
  }

  @Test
  void aMergeMayMakeWhatIsNoToken() {
    TestVocabulary vocabulary =
        vocabulary().mergeOnly("x y").mergeOnly("xy z").add(TokenType.NORMAL, "xyz");
    Tokenizer tokenizer = vocabulary.tokenizer();

    assertThat(tokenizer.encode("xyz", false, false)).isEqualTo(vocabulary.ids("xyz"));
    assertThat(tokenizer.encode("xy", false, false)).isEqualTo(vocabulary.ids("x", "y"));
  }

  @Test
  void aByteWithoutTokenIsLeftOut() {
    TestVocabulary vocabulary =
        new TestVocabulary("gpt2").add(TokenType.NORMAL, "a").merge("a", "a");

    assertThat(vocabulary.tokenizer().encode("aaxa", false, false))
        .isEqualTo(vocabulary.ids("aa", "a"));
  }

  @Test
  void ofEqualMergesTheFirstCounts() {
    TestVocabulary vocabulary = vocabulary().mergeOnly("h e");

    assertThat(vocabulary.tokenizer().encode("hell", false, false))
        .isEqualTo(vocabulary.ids("hell"));
  }

  @Test
  void spacesBeforePunctuationAreDroppedUnlessTheRuleKeepsThem() {
    Tokenizer cleaning = vocabulary().tokenizer();
    Tokenizer keeping = vocabulary().preTokenizer("qwen2").tokenizer();
    int[] ids = cleaning.encode("it 's , he 'd ' a ' . we 're", false, false);

    assertThat(cleaning.decode(ids, true)).isEqualTo("it's, he 'd'a '. we're");
    assertThat(keeping.decode(ids, true)).isEqualTo("it 's , he 'd ' a ' . we 're");
  }

  @Test
  void plainTextVocabulariesMarkSpacesAndFallBackToBytes() {
    TestVocabulary vocabulary =
        new TestVocabulary("gemma4")
            .add(TokenType.CONTROL, "<bos>")
            .byteTokens()
            .add(TokenType.NORMAL, "▁", "a", "b", "\n", "\n\n")
            .merge("a", "b")
            .merge("▁", "ab");
    Tokenizer tokenizer =
        Tokenizer.of(
            vocabulary
                .builder()
                .special(SpecialToken.BOS, 0)
                // What published files say; the model needs the token all the same.
                .flag(VocabularyFlag.ADD_BOS, false)
                .build());

    assertThat(tokenizer.encode("ab ab\n\nc", true, false))
        .isEqualTo(vocabulary.ids("<bos>", "ab", "▁ab", "\n\n", "<0x63>"));
    assertThat(tokenizer.decode(vocabulary.ids("▁ab", "<0x63>"), true)).isEqualTo(" abc");
  }

  @Test
  void aVocabularyOfWordsDropsSpaces() {
    TestVocabulary vocabulary =
        new TestVocabulary("whitespace")
            .add(TokenType.NORMAL, "a", "b", "東")
            .merge("a", "b")
            .preTokenizer("whitespace");

    assertThat(vocabulary.tokenizer().encode(" ab \n東 b", false, false))
        .isEqualTo(vocabulary.ids("ab", "東", "b"));
  }

  @Test
  void joinsAsASimplerProgramDoes() {
    TestVocabulary vocabulary = vocabulary();
    Tokenizer tokenizer = vocabulary.tokenizer();
    Random random = new Random(2);

    for (int round = 0; round < 2000; round++) {
      StringBuilder word = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        word.append("abchelowr".charAt(random.nextInt(9)));
      }
      assertThat(tokenizer.encode(word.toString(), false, false))
          .as(word.toString())
          .isEqualTo(naively(word.toString(), vocabulary));
    }
  }

  @Test
  void aMergeWithoutSpaceIsRefused() {
    TestVocabulary vocabulary = vocabulary().mergeOnly("hello");

    assertThatThrownBy(vocabulary::tokenizer)
        .isInstanceOf(VocabularyException.class)
        .hasMessageContaining("merge 9");
  }

  /// Looks for the best pair again after each join.
  private static int[] naively(String word, TestVocabulary vocabulary) {
    List<String> symbols = new ArrayList<>(List.of(word.split("")));
    while (true) {
      int best = -1;
      int bestRank = PAIRS.size();
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int rank = PAIRS.indexOf(symbols.get(i) + " " + symbols.get(i + 1));
        if (rank >= 0 && rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return symbols.stream().mapToInt(vocabulary::id).toArray();
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
  }
}
