package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Vocabularies of random bytes either work or are refused with a message.
final class HostileVocabularyTest {
  private static final String[] PARTS = {
    "a", "b", " ", "▁", "<s>", "</s>", "<0x41>", "<0x4", "é", "Ġ", "\n", "<|im_end|>", "中", ""
  };
  private static final float[] SCORES = {
    0, -1, 3, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.MAX_VALUE, -0.0f
  };

  private final Random random = new Random(6);

  @ParameterizedTest
  @ValueSource(strings = {"llama", "gpt2", "gemma4", "bert", "t5"})
  void aVocabularyWorksOrIsRefused(String model) {
    int working = 0;
    for (int round = 0; round < 3000; round++) {
      try {
        Tokenizer tokenizer = Tokenizer.of(vocabulary(model));
        working++;
        String text = text();
        int[] ids = tokenizer.encode(text, random.nextBoolean(), random.nextBoolean());
        assertThat(tokenizer.decode(ids, random.nextBoolean())).isNotNull();
        for (int id : ids) {
          assertThat(id).isBetween(0, tokenizer.vocabulary().size() - 1);
        }
      } catch (VocabularyException e) {
        assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
      }
    }
    assertThat(working).isGreaterThan(100);
  }

  private Vocabulary vocabulary(String model) {
    int size = random.nextInt(12);
    List<byte[]> tokens = new ArrayList<>();
    int[] types = new int[size];
    float[] scores = new float[size];
    for (int id = 0; id < size; id++) {
      tokens.add(bytes());
      types[id] = random.nextInt(9) - 1;
      scores[id] = SCORES[random.nextInt(SCORES.length)];
    }
    List<byte[]> merges = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      merges.add(TestVocabulary.bytes(text() + (random.nextInt(20) == 0 ? "" : " ") + text()));
    }
    VocabularyBuilder builder =
        Vocabulary.builder(model, ByteStrings.of(tokens)).merges(ByteStrings.of(merges));
    if (random.nextBoolean()) {
      builder.types(types);
    }
    if (random.nextBoolean()) {
      builder.scores(scores);
    }
    for (SpecialToken role : SpecialToken.values()) {
      if (random.nextInt(4) == 0) {
        builder.special(role, random.nextInt(size + 2) - 1);
      }
    }
    for (VocabularyFlag flag : VocabularyFlag.values()) {
      if (random.nextInt(4) == 0) {
        builder.flag(flag, random.nextBoolean());
      }
    }
    return builder.build();
  }

  private byte[] bytes() {
    byte[] bytes = TestVocabulary.bytes(text());
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
