package llamajar.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.MetadataValue;

/// A small byte-pair vocabulary that takes any text: the 256 bytes, then letters after a space,
/// then pairs of letters, and at the end `<s>` and `</s>`, which are control tokens.
///
/// @param size number of tokens, [#SMALLEST] to [#LARGEST]
record TinyVocabulary(int size) {
  static final int SMALLEST = 256 + 2;
  static final int LARGEST = 256 + 26 + 26 * 26 + 2;

  private static final int NORMAL = 1;
  private static final int CONTROL = 3;

  TinyVocabulary {
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException(
          "a tiny vocabulary has %d to %d tokens, not %d".formatted(SMALLEST, LARGEST, size));
    }
  }

  /// The keys that make a tokenizer of it.
  Map<String, MetadataValue> metadata() {
    List<String> tokens = new ArrayList<>();
    List<String> merges = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(printable(b));
    }
    for (char left = '`'; left <= 'z'; left++) {
      for (char right = 'a'; right <= 'z' && tokens.size() < size - 2; right++) {
        String first = printable(left == '`' ? ' ' : left);
        tokens.add(first + right);
        merges.add(first + " " + right);
      }
    }
    tokens.add("<s>");
    tokens.add("</s>");
    int[] types = new int[size];
    Arrays.fill(types, NORMAL);
    Arrays.fill(types, size - 2, size, CONTROL);

    Map<String, MetadataValue> keys = new LinkedHashMap<>();
    keys.put("tokenizer.ggml.model", MetadataValue.string("gpt2"));
    keys.put("tokenizer.ggml.pre", MetadataValue.string("llama-bpe"));
    keys.put("tokenizer.ggml.tokens", ArrayValue.ofStrings(tokens.toArray(String[]::new)));
    keys.put("tokenizer.ggml.token_type", ArrayValue.ofIntegers(types));
    keys.put("tokenizer.ggml.merges", ArrayValue.ofStrings(merges.toArray(String[]::new)));
    keys.put("tokenizer.ggml.bos_token_id", MetadataValue.u32(size - 2));
    keys.put("tokenizer.ggml.eos_token_id", MetadataValue.u32(size - 1));
    keys.put("tokenizer.ggml.add_bos_token", MetadataValue.bool(true));
    return keys;
  }

  /// How GPT-2's vocabulary writes a byte: as itself if printable, else as the next character from
  /// U+0100 on.
  private static String printable(int value) {
    int free = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > ' ' && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      int character = printable ? b : free++;
      if (b == value) {
        return Character.toString(character);
      }
    }
    throw new IllegalArgumentException("not a byte: " + value);
  }
}
