package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UgmTokenizerTest {
  private final TestVocabulary vocabulary =
      new TestVocabulary("t5")
          .add(TokenType.CONTROL, "<pad>", "</s>")
          .add(TokenType.UNKNOWN, "<unk>")
          .normal("▁", -3)
          .normal("a", -4)
          .normal("b", -4.5f)
          .normal("c", -5)
          .normal("ab", -6)
          .normal("bc", -6.25f)
          .normal("abc", -9.25f)
          .normal("▁a", -5.5f)
          .normal("▁ab", -7)
          .normal("é", -8)
          .add(TokenType.USER_DEFINED, "<x>", -50);

  private Tokenizer tokenizer(VocabularyFlag... flags) {
    VocabularyBuilder builder = vocabulary.builder();
    for (VocabularyFlag flag : flags) {
      builder.flag(flag, true);
    }
    return Tokenizer.of(builder.build());
  }

  @Test
  void thePathWithTheGreatestSumIsTaken() {
    // "▁ab" + "c" (−12) beats "▁a" + "bc" (−11.75)? No: −11.75 is greater.
    assertThat(tokenizer(VocabularyFlag.ADD_SPACE_PREFIX).encode("abc", false, false))
        .isEqualTo(vocabulary.ids("▁a", "bc"));
  }

  @Test
  void whatHasNoTokenIsUnknownOnceInARow() {
    assertThat(tokenizer().encode("axya", false, false))
        .isEqualTo(vocabulary.ids("a", "<unk>", "a"));
  }

  @Test
  void userDefinedTokensCostNothing() {
    assertThat(tokenizer().encode("a<x>b", true, false))
        .isEqualTo(vocabulary.ids("a", "<x>", "b", "</s>"));
  }

  @Test
  void spacesAreMarkedAndJoinedAsTheFlagsSay() {
    assertThat(tokenizer().encode("c  c ", false, false))
        .isEqualTo(vocabulary.ids("c", "▁", "▁", "c", "▁"));
    assertThat(
            tokenizer(VocabularyFlag.ADD_SPACE_PREFIX, VocabularyFlag.REMOVE_EXTRA_WHITESPACES)
                .encode("  c  c ", false, false))
        .isEqualTo(vocabulary.ids("▁", "c", "▁", "c"));
    assertThat(
            tokenizer(VocabularyFlag.ADD_SPACE_PREFIX, VocabularyFlag.TREAT_WHITESPACE_AS_SUFFIX)
                .encode("c c", false, false))
        .isEqualTo(vocabulary.ids("c", "▁", "c", "▁"));
  }

  @Test
  void charactersAreReplacedAsTheTableSays() {
    byte[] table = CharsMapWriter.write(Map.of("Ａ", "a", "\t", " ", "ﬀ", "bc", "ﬀ!", "c", "x", ""));
    Tokenizer tokenizer = Tokenizer.of(vocabulary.builder().charsMap(table).build());

    assertThat(tokenizer.encode("Ａ\tﬀcxﬀ!é", false, false))
        .isEqualTo(vocabulary.ids("a", "▁", "bc", "c", "c", "é"));
  }

  @Test
  void aBrokenTableIsRefused() {
    byte[] table = CharsMapWriter.write(Map.of("x", "y"));
    byte[] cutOff = Arrays.copyOf(table, table.length - 1);
    byte[] longTrie = table.clone();
    longTrie[2] = 1;

    for (byte[] broken : List.of(new byte[3], new byte[5], cutOff, longTrie)) {
      VocabularyBuilder builder = vocabulary.builder().charsMap(broken);
      assertThatThrownBy(() -> Tokenizer.of(builder.build()))
          .isInstanceOf(VocabularyException.class)
          .hasMessageContaining("precompiled_charsmap");
    }
  }

  @Test
  void aTableThatPointsOutsideItselfIsRefusedWhenUsed() {
    byte[] table = CharsMapWriter.write(Map.of("x", "y"));
    Random random = new Random(3);

    for (int round = 0; round < 1000; round++) {
      byte[] damaged = table.clone();
      damaged[4 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
      Tokenizer tokenizer = Tokenizer.of(vocabulary.builder().charsMap(damaged).build());
      try {
        assertThat(tokenizer.encode("xxé", false, false)).isNotNull();
      } catch (VocabularyException e) {
        assertThat(e).hasMessageContaining("precompiled_charsmap");
      }
    }
  }

  @Test
  void findsTheSamePathAsTryingAll() {
    Tokenizer tokenizer = tokenizer();
    Vocabulary built = vocabulary.build();
    Random random = new Random(4);

    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(9); i >= 0; i--) {
        text.append("abcé ".charAt(random.nextInt(5)));
      }
      String marked = text.toString().replace(' ', '▁');
      int[] ids = tokenizer.encode(text.toString(), false, false);
      assertThat(spell(ids, built)).isEqualTo(marked);
      assertThat(Arrays.stream(ids).mapToDouble(built::score).sum())
          .as(marked)
          .isEqualTo(greatestSum(marked, built));
    }
  }

  private static double greatestSum(String text, Vocabulary built) {
    if (text.isEmpty()) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int id = 3; id < built.size() - 1; id++) {
      String token = spell(new int[] {id}, built);
      if (text.startsWith(token)) {
        double rest = greatestSum(text.substring(token.length()), built);
        best = Math.max(best, built.score(id) + rest);
      }
    }
    return best;
  }

  private static String spell(int[] ids, Vocabulary built) {
    List<String> tokens = new ArrayList<>();
    for (int id : ids) {
      tokens.add(new String(built.spelling(id), StandardCharsets.UTF_8));
    }
    return String.join("", tokens);
  }
}
