package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class WpmTokenizerTest {
  private final TestVocabulary vocabulary =
      new TestVocabulary("bert")
          .add(TokenType.CONTROL, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
          .add(TokenType.NORMAL, "▁un", "▁able", "aff", "able", "▁cafe", "▁!", "▁東", "▁京", "▁a")
          .add(TokenType.NORMAL, "▁A", "▁café", "▁ᄒ", "ᅡ", "ᆫ");

  private VocabularyBuilder builder() {
    return vocabulary
        .builder()
        .special(SpecialToken.UNKNOWN, 1)
        .special(SpecialToken.BOS, 2)
        .special(SpecialToken.SEPARATOR, 3);
  }

  private int[] encode(String text) {
    return Tokenizer.of(builder().build()).encode(text, false, false);
  }

  @Test
  void wordsAreTakenApartByTheLongestTokenThatFits() {
    assertThat(encode("unaffable able")).isEqualTo(vocabulary.ids("▁un", "aff", "able", "▁able"));
  }

  @Test
  void aWordThatCantBeTakenApartIsUnknown() {
    assertThat(encode("unaffected able")).isEqualTo(vocabulary.ids("[UNK]", "▁able"));
  }

  @Test
  void textIsLowerCasedAndLosesItsAccents() {
    assertThat(encode("CAFÉ cafe\u0301")).isEqualTo(vocabulary.ids("▁cafe", "▁cafe"));
    assertThat(encode("한")).isEqualTo(vocabulary.ids("▁ᄒ", "ᅡ", "ᆫ"));
  }

  @Test
  void casedVocabulariesKeepBoth() {
    Tokenizer cased = Tokenizer.of(builder().flag(VocabularyFlag.LOWER_CASE, false).build());

    assertThat(cased.encode("A café", false, false)).isEqualTo(vocabulary.ids("▁A", "▁café"));
  }

  @Test
  void punctuationAndIdeographsStandAlone() {
    assertThat(encode("able!able東京a"))
        .isEqualTo(vocabulary.ids("▁able", "▁!", "▁able", "▁東", "▁京", "▁a"));
  }

  @Test
  void controlCharactersVanish() {
    assertThat(encode("a\u200Db\u0000le\uFFFD")).isEqualTo(vocabulary.ids("▁able"));
  }

  @Test
  void theVocabularysTokensGoAround() {
    Tokenizer tokenizer = Tokenizer.of(builder().build());

    assertThat(tokenizer.encode("a[MASK]!", true, true))
        .isEqualTo(vocabulary.ids("[CLS]", "▁a", "[MASK]", "▁!", "[SEP]"));
  }

  @Test
  void decodingJoinsPunctuation() {
    Tokenizer tokenizer = Tokenizer.of(builder().build());

    assertThat(tokenizer.decode(vocabulary.ids("▁un", "able", "▁!"), true)).isEqualTo(" unable!");
  }

  @Test
  void aVocabularyWithoutUnknownTokenIsRefused() {
    TestVocabulary small = new TestVocabulary("bert").add(TokenType.NORMAL, "▁a");

    assertThatThrownBy(small::tokenizer)
        .isInstanceOf(VocabularyException.class)
        .hasMessageContaining("unknown token");
  }
}
