package llamajar.engine.synth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;

/// A made-up vocabulary for byte-pair encoding that takes any text and gives it back.
///
/// It begins with the 256 bytes, goes on with all words of two letters, of three and of four, each
/// with and without a space before it and with the merge that makes it, and ends with a token for
/// the beginning and one for the end of a text. English comes out at two to three letters per
/// token.
///
/// @param tokens the tokens as GGUF has them: bytes are written as printable characters
/// @param merges what each merge joins, with a space between, most urgent first
/// @param words how many tokens at the front are bytes and words; from there to the last two come
///   unused ones
record SynthVocabulary(List<byte[]> tokens, List<byte[]> merges, int words) {
  /// Tokens that every vocabulary has.
  static final int SMALLEST = 256 + 2;

  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int UNUSED = 5;

  /// Most frequent first, so that a small vocabulary has the words that are most likely.
  private static final String LETTERS = "etaoinshrdlcumwfgypbvkjxqz";

  private static final String SPACE = String.valueOf(printable(' '));

  /// Makes a vocabulary of `size` tokens, at least [#SMALLEST].
  static SynthVocabulary of(int size) {
    Growing growing = new Growing(size - 2);
    for (int i = 0; i < 256; i++) {
      growing.tokens.add(utf8(String.valueOf(printable(i))));
    }
    List<String> letters = List.of(LETTERS.split(""));
    List<String> spaced = growing.join(List.of(SPACE), letters);
    List<String> two = growing.join(letters, letters);
    growing.join(spaced, letters);
    List<String> three = growing.join(two, letters);
    growing.join(spaced, two);
    growing.join(two, two);
    growing.join(spaced, three);

    int words = growing.tokens.size();
    for (int i = words; i < growing.most; i++) {
      growing.tokens.add(utf8("<|unused_%d|>".formatted(i)));
    }
    growing.tokens.add(utf8("<|begin_of_text|>"));
    growing.tokens.add(utf8("<|end_of_text|>"));
    return new SynthVocabulary(growing.tokens, growing.merges, words);
  }

  /// Writes the keys from which a tokenizer is made.
  void addTo(GgufWriter writer) {
    int size = tokens.size();
    int[] types = new int[size];
    Arrays.fill(types, NORMAL);
    Arrays.fill(types, words, size, UNUSED);
    Arrays.fill(types, size - 2, size, CONTROL);
    writer.put("tokenizer.ggml.model", MetadataValue.string("gpt2"));
    writer.put("tokenizer.ggml.pre", MetadataValue.string("llama-bpe"));
    writer.put("tokenizer.ggml.tokens", ArrayValue.ofStrings(tokens));
    writer.put("tokenizer.ggml.token_type", ArrayValue.ofIntegers(types));
    writer.put("tokenizer.ggml.merges", ArrayValue.ofStrings(merges));
    writer.put("tokenizer.ggml.bos_token_id", MetadataValue.u32(size - 2));
    writer.put("tokenizer.ggml.eos_token_id", MetadataValue.u32(size - 1));
    writer.put("tokenizer.ggml.add_bos_token", MetadataValue.bool(true));
  }

  /// The character that stands for a byte: itself if it is printable Latin-1, else the next free
  /// one from U+0100 on. GPT-2's convention.
  private static char printable(int value) {
    int free = 0x100;
    for (int b = 0; b < value; b++) {
      free += isPrintable(b) ? 0 : 1;
    }
    return (char) (isPrintable(value) ? value : free);
  }

  private static boolean isPrintable(int b) {
    return (b > ' ' && b < 0x7F) || (b > 0xA0 && b != 0xAD);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A vocabulary while words are added, up to a number of tokens.
  private static final class Growing {
    final List<byte[]> tokens = new ArrayList<>();
    final List<byte[]> merges = new ArrayList<>();
    final int most;

    Growing(int most) {
      this.most = most;
    }

    /// Adds every left part with every right part after it.
    List<String> join(List<String> lefts, List<String> rights) {
      List<String> words = new ArrayList<>();
      for (String left : lefts) {
        for (String right : rights) {
          if (tokens.size() == most) {
            return words;
          }
          words.add(left + right);
          tokens.add(utf8(left + right));
          merges.add(utf8(left + " " + right));
        }
      }
      return words;
    }
  }
}
