package llamajar.text.tokenizer;

/// SentencePiece's precompiled normaliser: a table from byte sequences to what replaces them.
///
/// The file holds the length of a trie in bytes (u32, little-endian), the trie, and the
/// replacements, each ended by a zero byte. The trie is a double array of u32 units as the
/// Darts-clone library packs them: bits 0-7 the byte that leads here (with bit 31, which marks
/// units that hold a value), bit 8 whether a value hangs below, bits 10-30 the offset to the
/// children, shifted by 8 more if bit 9 is set. A child's place is the parent's place XOR offset
/// XOR byte.
final class CharsMap {
  private static final int VALUE_BIT = 1 << 31;

  private final byte[] data;
  private final int units;
  private final int replacements;

  /// @throws VocabularyException if the lengths don't fit
  CharsMap(byte[] data) {
    this.data = data;
    long trieBytes = data.length < 4 ? -1 : Integer.toUnsignedLong(littleEndian(0));
    if (trieBytes < 4 || trieBytes % 4 != 0 || trieBytes + 4 >= data.length) {
      throw broken();
    }
    if (data[data.length - 1] != 0) {
      throw broken();
    }
    units = (int) (trieBytes / 4);
    replacements = (int) trieBytes + 4;
  }

  /// The longest sequence at a place of a text that has a replacement.
  ///
  /// @param length its length in bytes, 0 if there is none
  /// @param from where the replacement begins in [#data]
  /// @param to where it ends
  record Match(int length, int from, int to) {
    static final Match NONE = new Match(0, 0, 0);
  }

  /// Looks for a sequence that begins at `from` and ends at or before `to`.
  ///
  /// @throws VocabularyException if the table points outside itself
  Match longest(byte[] text, int from, int to) {
    int length = 0;
    int value = 0;
    int place = offset(unit(0));
    for (int i = from; i < to && text[i] != 0; i++) {
      int octet = text[i] & 0xFF;
      place ^= octet;
      int unit = unit(place);
      if ((unit & (VALUE_BIT | 0xFF)) != octet) {
        break;
      }
      place ^= offset(unit);
      if (((unit >>> 8) & 1) != 0) {
        length = i - from + 1;
        value = unit(place) & ~VALUE_BIT;
      }
    }
    return length == 0 ? Match.NONE : replacement(length, value);
  }

  /// The array that holds the replacements.
  byte[] data() {
    return data;
  }

  private Match replacement(int length, int value) {
    if (value >= data.length - replacements) {
      throw broken();
    }
    int from = replacements + value;
    int to = from;
    // Ends at the latest at the last byte, which is zero.
    while (data[to] != 0) {
      to++;
    }
    return new Match(length, from, to);
  }

  private int unit(int place) {
    if (place < 0 || place >= units) {
      throw broken();
    }
    return littleEndian(4 + 4 * place);
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  }

  private int littleEndian(int at) {
    return (data[at] & 0xFF)
        | ((data[at + 1] & 0xFF) << 8)
        | ((data[at + 2] & 0xFF) << 16)
        | ((data[at + 3] & 0xFF) << 24);
  }

  private static VocabularyException broken() {
    return new VocabularyException(
        "tokenizer.ggml.precompiled_charsmap is broken; download or convert the model again");
  }
}
