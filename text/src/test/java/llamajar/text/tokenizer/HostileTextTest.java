package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Long texts without structure. Programs that need quadratic time for one of them would keep these
/// tests busy for hours.
final class HostileTextTest {
  private static final int LENGTH = 1 << 17;

  @Test
  void joiningLooksAtEachPairAFewTimes() {
    AtomicLong looks = new AtomicLong();
    PairMerger merger =
        new PairMerger((text, left, middle, right) -> {
          looks.incrementAndGet();
          return right - left <= 1024 ? right - left : PairMerger.NEVER;
        });

    merger.merge("a".repeat(LENGTH).getBytes(StandardCharsets.US_ASCII), 0, LENGTH);

    assertThat(merger.end(0)).isEqualTo(1024);
    assertThat(looks.get()).isBetween((long) LENGTH, 4L * LENGTH);
  }

  static List<String> texts() {
    return List.of(
        "a".repeat(LENGTH),
        "A".repeat(LENGTH),
        " ".repeat(LENGTH),
        " ".repeat(LENGTH) + "x",
        "\n".repeat(LENGTH),
        " \n".repeat(LENGTH / 2),
        "7".repeat(LENGTH),
        "7".repeat(LENGTH) + "a",
        "!".repeat(LENGTH),
        "'".repeat(LENGTH),
        "中".repeat(LENGTH / 2),
        "\u0301\u0323".repeat(LENGTH / 2),
        "<|".repeat(LENGTH / 2),
        "<|im_end|>".repeat(LENGTH / 10),
        "<|im_end|".repeat(LENGTH / 10));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyRuleSplitsItAll(String text) {
    byte[] utf8 = Utf8.encode(text);
    CodePoints codePoints = CodePoints.decode(utf8, 0, utf8.length);
    for (SplitPattern pattern : SplitPattern.values()) {
      IntList ends = new PreTokenizer.Splitting(pattern.stages()).split(codePoints);

      assertThat(ends.last()).isEqualTo(codePoints.length());
      assertThat(ends.size()).isLessThanOrEqualTo(codePoints.length());
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyKindEncodesItAll(String text) {
    for (Tokenizer tokenizer : List.of(spm(), bpe(), wpm(), ugm())) {
      assertThat(tokenizer.encode(text, true, true).length).isBetween(0, 3 * LENGTH + 2);
    }
  }

  private static Tokenizer spm() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .add(TokenType.UNKNOWN, "<unk>")
            .add(TokenType.CONTROL, "<s>", "</s>", "<|im_end|>")
            .byteTokens();
    for (String letter : List.of("a", "▁", "!", "中")) {
      for (int i = 0; i < 10; i++) {
        vocabulary.normal(letter.repeat(1 << i), i - 20);
      }
    }
    for (int i = 1; i < 30; i++) {
      vocabulary.add(TokenType.USER_DEFINED, "\n".repeat(i));
    }
    return vocabulary.tokenizer();
  }

  private static Tokenizer bpe() {
    TestVocabulary vocabulary =
        new TestVocabulary("gpt2").letters().add(TokenType.CONTROL, "<|im_end|>");
    for (String letter : List.of("a", "Ġ", "!", "7", "Ċ")) {
      for (int i = 0; i < 10; i++) {
        vocabulary.merge(letter.repeat(1 << i), letter.repeat(1 << i));
      }
    }
    return vocabulary.tokenizer();
  }

  private static Tokenizer wpm() {
    return Tokenizer.of(
        new TestVocabulary("bert")
            .add(TokenType.UNKNOWN, "[UNK]")
            .add(TokenType.CONTROL, "<|im_end|>")
            .add(TokenType.NORMAL, "▁a", "a", "aaaaaaaa", "▁!", "▁7", "7")
            .builder()
            .special(SpecialToken.UNKNOWN, 0)
            .build());
  }

  private static Tokenizer ugm() {
    return new TestVocabulary("t5")
        .add(TokenType.CONTROL, "<pad>", "</s>")
        .add(TokenType.UNKNOWN, "<unk>")
        .normal("▁", -2)
        .normal("a", -3)
        .normal("aaaaaaaa", -4)
        .normal("!!", -5)
        .tokenizer();
  }
}
