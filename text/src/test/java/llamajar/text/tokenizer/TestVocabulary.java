package llamajar.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Small vocabularies, written down token by token.
final class TestVocabulary {
  private final String model;
  private final List<byte[]> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<byte[]> merges = new ArrayList<>();
  private String preTokenizer = "gpt-2";

  TestVocabulary(String model) {
    this.model = model;
  }

  TestVocabulary add(TokenType type, String... spellings) {
    for (String spelling : spellings) {
      add(type, spelling, 0);
    }
    return this;
  }

  TestVocabulary add(TokenType type, String spelling, float score) {
    tokens.add(bytes(spelling));
    types.add((int) type.code());
    scores.add(score);
    return this;
  }

  TestVocabulary normal(String spelling, float score) {
    return add(TokenType.NORMAL, spelling, score);
  }

  /// The 256 tokens `<0x00>` to `<0xFF>`.
  TestVocabulary byteTokens() {
    for (int octet = 0; octet < 256; octet++) {
      add(TokenType.BYTE, "<0x%02X>".formatted(octet));
    }
    return this;
  }

  /// The 256 letters for bytes of byte-level BPE.
  TestVocabulary letters() {
    byte[] letter = new byte[2];
    for (int octet = 0; octet < 256; octet++) {
      int length = ByteLevel.spell(new byte[] {(byte) octet}, 0, 1, letter);
      add(TokenType.NORMAL, new String(letter, 0, length, StandardCharsets.UTF_8));
    }
    return this;
  }

  /// Adds the pair as a merge and what it makes as a token.
  TestVocabulary merge(String left, String right) {
    merges.add(bytes(left + " " + right));
    return add(TokenType.NORMAL, left + right);
  }

  TestVocabulary mergeOnly(String pair) {
    merges.add(bytes(pair));
    return this;
  }

  TestVocabulary preTokenizer(String name) {
    preTokenizer = name;
    return this;
  }

  VocabularyBuilder builder() {
    float[] scoreArray = new float[scores.size()];
    for (int i = 0; i < scoreArray.length; i++) {
      scoreArray[i] = scores.get(i);
    }
    return Vocabulary.builder(model, ByteStrings.of(tokens))
        .types(types.stream().mapToInt(Integer::intValue).toArray())
        .scores(scoreArray)
        .merges(ByteStrings.of(merges))
        .preTokenizer(preTokenizer);
  }

  Vocabulary build() {
    return builder().build();
  }

  Tokenizer tokenizer() {
    return Tokenizer.of(build());
  }

  /// The id of a spelling.
  int id(String spelling) {
    byte[] wanted = bytes(spelling);
    for (int id = 0; id < tokens.size(); id++) {
      if (Arrays.equals(tokens.get(id), wanted)) {
        return id;
      }
    }
    throw new AssertionError("no token " + spelling);
  }

  int[] ids(String... spellings) {
    return Arrays.stream(spellings).mapToInt(this::id).toArray();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
