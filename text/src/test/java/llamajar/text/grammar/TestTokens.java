package llamajar.text.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamajar.text.tokenizer.ByteStrings;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.TokenType;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.Vocabulary;
import llamajar.text.tokenizer.VocabularyFlag;

/// Vocabularies of any bytes, with a token that ends generation and a silent one behind them.
final class TestTokens {
  private TestTokens() {}

  static Tokenizer tokenizer(List<byte[]> texts) {
    List<byte[]> spellings = new ArrayList<>(texts);
    spellings.add("</s>".getBytes(StandardCharsets.UTF_8));
    spellings.add("<call>".getBytes(StandardCharsets.UTF_8));
    int[] types = new int[spellings.size()];
    Arrays.fill(types, TokenType.USER_DEFINED.code());
    types[end(texts)] = TokenType.CONTROL.code();
    types[silent(texts)] = TokenType.CONTROL.code();
    return Tokenizer.of(
        Vocabulary.builder("llama", ByteStrings.of(spellings))
            .types(types)
            .special(SpecialToken.BOS, -1)
            .special(SpecialToken.UNKNOWN, -1)
            .special(SpecialToken.EOS, end(texts))
            .flag(VocabularyFlag.ADD_BOS, false)
            .build());
  }

  static int end(List<byte[]> texts) {
    return texts.size();
  }

  static int silent(List<byte[]> texts) {
    return texts.size() + 1;
  }

  static List<byte[]> of(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /// Different texts of a few letters, cut anywhere between bytes.
  static List<byte[]> random(Random random, String letters, int count) {
    List<byte[]> texts = new ArrayList<>();
    while (texts.size() < count) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(5); i >= 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      int from = random.nextInt(bytes.length);
      byte[] cut = Arrays.copyOfRange(bytes, from, from + 1 + random.nextInt(bytes.length - from));
      if (texts.stream().noneMatch(other -> Arrays.equals(other, cut))) {
        texts.add(cut);
      }
    }
    return texts;
  }
}
