package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VocabularyTest {

  @ParameterizedTest
  @ValueSource(strings = {"rwkv", "plamo2", "none", "no_vocab", "hybriddna", "?"})
  void unsupportedKindsAreReadButRefusedByName(String model) {
    Vocabulary vocabulary = Vocabulary.builder(model, ByteStrings.of(List.of())).build();

    assertRefused(() -> Tokenizer.of(vocabulary), "'" + model + "'", "supported are llama");
  }

  @Test
  void anUnknownPreTokenizerIsRefusedWithTheKnownNames() {
    TestVocabulary vocabulary =
        new TestVocabulary("gpt2").letters().merge("a", "b").preTokenizer("brand-new");

    assertRefused(vocabulary::tokenizer, "'brand-new'", "llama-bpe", "qwen2");
  }

  @Test
  void everyNamedPreTokenizerWorks() {
    TestVocabulary vocabulary = new TestVocabulary("gpt2").letters().merge("a", "b");
    String text = "ab Ab\n  x 123 'll ab\u00A0東京 <sentinel:1> é!";

    assertThat(PreTokenizers.names()).hasSizeGreaterThan(70);
    for (String name : PreTokenizers.names()) {
      PreTokenizer rule = PreTokenizers.named(name).orElseThrow();
      if (!rule.has(PreTokenizer.Habit.PLAIN_TEXT)) {
        Tokenizer tokenizer = vocabulary.preTokenizer(name).tokenizer();
        assertThat(tokenizer.decode(tokenizer.encode(text, false, false), true))
            .as(name)
            .startsWith("ab Ab");
      }
    }
  }

  @Test
  void aVocabularyWithoutTokensIsRefused() {
    for (String model : List.of("llama", "gpt2", "bert", "t5")) {
      Vocabulary vocabulary = Vocabulary.builder(model, ByteStrings.of(List.of())).build();
      assertRefused(() -> Tokenizer.of(vocabulary), "no tokens");
    }
  }

  @Test
  void aBpeVocabularyWithoutMergesIsRefused() {
    assertRefused(() -> new TestVocabulary("gpt2").letters().tokenizer(), "no merges");
    assertThat(
            new TestVocabulary("gpt2")
                .letters()
                .preTokenizer("kimi-k2")
                .tokenizer()
                .encode("ab", false, false))
        .hasSize(2);
  }

  @Test
  void listsOfOtherLengthsAreRefused() {
    VocabularyBuilder builder = new TestVocabulary("llama").add(TokenType.NORMAL, "a").builder();

    assertRefused(() -> builder.scores(new float[2]), "2 scores for 1 tokens");
    assertRefused(() -> builder.types(new int[0]), "0 token types for 1 tokens");
  }

  @Test
  void rolesOutsideTheVocabularyAreRefusedAndNoneIsNone() {
    VocabularyBuilder builder =
        new TestVocabulary("llama").add(TokenType.NORMAL, "a", "b").builder();

    assertRefused(() -> builder.special(SpecialToken.EOS, 2), "EOS", "2");
    assertRefused(() -> builder.special(SpecialToken.EOS, -2), "EOS", "-2");
    Vocabulary vocabulary =
        builder.special(SpecialToken.BOS, 0xFFFF_FFFFL).special(SpecialToken.EOS, 0).build();
    assertThat(vocabulary.special(SpecialToken.BOS)).isEmpty();
    assertThat(vocabulary.is(VocabularyFlag.ADD_BOS)).isFalse();
    assertThat(vocabulary.special(SpecialToken.EOS)).hasValue(0);
  }

  @Test
  void aPaddingTokenOutsideTheVocabularyIsNone() {
    // Many fine-tunes of Llama 2 name 32000 in a vocabulary of 32000; nothing needs it.
    Vocabulary vocabulary =
        new TestVocabulary("llama")
            .add(TokenType.NORMAL, "a", "b")
            .builder()
            .special(SpecialToken.PADDING, 2)
            .build();

    assertThat(vocabulary.special(SpecialToken.PADDING)).isEmpty();
  }

  @Test
  void aSwitchThatNeedsAMissingTokenIsRefused() {
    VocabularyBuilder builder =
        new TestVocabulary("gpt2")
            .add(TokenType.NORMAL, "a")
            .builder()
            .flag(VocabularyFlag.ADD_BOS, true);

    assertRefused(builder::build, "add_bos_token", "BOS");
  }

  @Test
  void equalTokensAreRefused() {
    assertRefused(
        () -> new TestVocabulary("llama").add(TokenType.NORMAL, "a", "b", "a").tokenizer(),
        "tokens 0 and 2",
        "'a'");
  }

  @Test
  void messagesShowUntrustedTextOnOneShortLine() {
    String wild = "a\n\u001B[2J" + "x".repeat(1000);

    assertRefused(
        () -> new TestVocabulary("llama").add(TokenType.NORMAL, wild, wild).tokenizer(),
        "'a\\u{a}\\u{1b}[2Jxxx",
        "xxx…'");
  }

  @Test
  void emptyTokensAreNeverMade() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .add(TokenType.UNKNOWN, "<unk>")
            .add(TokenType.CONTROL, "")
            .add(TokenType.NORMAL, "", "▁", "a");

    assertThat(
            Tokenizer.of(vocabulary.builder().flag(VocabularyFlag.ADD_BOS, false).build())
                .encode("a", true, true))
        .isEqualTo(vocabulary.ids("▁", "a"));
  }

  @Test
  void aHugeTokenIsRefused() {
    ByteStrings tokens = ByteStrings.of(List.of(new byte[70_000]));

    assertRefused(() -> Vocabulary.builder("llama", tokens), "a token has 70000 bytes");
  }

  @Test
  void stringsThatDontFitTheirDataAreRefused() {
    byte[] data = new byte[24];
    data[0] = 3;
    data[11] = 5;

    assertThat(ByteStrings.ofLengthPrefixed(data, 2).length(1)).isEqualTo(5);
    assertRefused(() -> ByteStrings.ofLengthPrefixed(data, 3), "string 2");
    assertRefused(() -> ByteStrings.ofLengthPrefixed(data, 1_000_000), "1000000 strings");
    data[11] = 6;
    assertRefused(() -> ByteStrings.ofLengthPrefixed(data, 2), "string 1");
    data[11] = 0;
    data[18] = (byte) 0x80;
    assertRefused(() -> ByteStrings.ofLengthPrefixed(data, 2), "string 1");
  }

  @Test
  void wellKnownSpellingsEndGenerationAndFillRoles() {
    Vocabulary vocabulary =
        new TestVocabulary("gpt2")
            .add(TokenType.NORMAL, "a", "<|endoftext|>", "<|im_end|>", "<|fim_prefix|>", "</s>")
            .builder()
            .build();

    assertThat(vocabulary.special(SpecialToken.EOT)).hasValue(2);
    assertThat(vocabulary.special(SpecialToken.FIM_PREFIX)).hasValue(3);
    assertThat(endings(vocabulary)).containsExactly(1, 2, 4);
    assertThat(vocabulary.isControl(2)).isTrue();
    assertThat(vocabulary.isControl(4)).isFalse();
  }

  @Test
  void theEndOfAMessageIsNoEndWhereThereIsAReturn() {
    Vocabulary vocabulary =
        new TestVocabulary("gpt2")
            .add(TokenType.CONTROL, "<|end|>", "<|return|>", "<|call|>", "<|endoftext|>")
            .builder()
            .special(SpecialToken.EOS, 1)
            .build();

    assertThat(endings(vocabulary)).containsExactly(1, 2, 3);
  }

  private static List<Integer> endings(Vocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size())
        .filter(vocabulary::endsGeneration)
        .boxed()
        .toList();
  }

  private static void assertRefused(ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(VocabularyException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }
}
