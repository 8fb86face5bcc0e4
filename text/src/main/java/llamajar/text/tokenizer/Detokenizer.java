package llamajar.text.tokenizer;

import java.io.ByteArrayOutputStream;

/// Puts pieces together and tidies the spaces between them, as the models' own
/// `clean_up_tokenization_spaces` does.
final class Detokenizer {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean dropSpace;

  /// @param dropFirstSpace whether a space at the beginning of the first piece is dropped
  Detokenizer(boolean dropFirstSpace) {
    dropSpace = dropFirstSpace;
  }

  void add(byte[] piece) {
    if (piece.length == 0) {
      return;
    }
    int from = dropSpace && piece[0] == ' ' ? 1 : 0;
    out.write(piece, from, piece.length - from);
    dropSpace = false;
  }

  byte[] plain() {
    return out.toByteArray();
  }

  byte[] cleaned() {
    return joinContractions(joinApostrophes(joinPunctuation(plain())));
  }

  /// Drops the space before `?`, `!`, `.` and `,`.
  private static byte[] joinPunctuation(byte[] text) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(text.length);
    for (int i = 0; i < text.length; i++) {
      boolean punctuation = i + 1 < text.length && "?!.,".indexOf(text[i + 1]) >= 0;
      if (text[i] != ' ' || !punctuation) {
        joined.write(text[i]);
      }
    }
    return joined.toByteArray();
  }

  /// Drops the spaces on both sides of an apostrophe that stands alone.
  private static byte[] joinApostrophes(byte[] text) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(text.length);
    for (int i = 0; i < text.length; i++) {
      boolean alone =
          text[i] == ' ' && i + 2 < text.length && text[i + 1] == '\'' && text[i + 2] == ' ';
      if (alone) {
        joined.write('\'');
        i += 2;
      } else {
        joined.write(text[i]);
      }
    }
    return joined.toByteArray();
  }

  /// Drops the space before `'s`, `'m`, `'re` and `'ve`.
  private static byte[] joinContractions(byte[] text) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(text.length);
    for (int i = 0; i < text.length; i++) {
      if (text[i] != ' ' || !isContraction(text, i + 1)) {
        joined.write(text[i]);
      }
    }
    return joined.toByteArray();
  }

  private static boolean isContraction(byte[] text, int at) {
    if (at + 1 >= text.length || text[at] != '\'') {
      return false;
    }
    byte first = text[at + 1];
    if (first == 's' || first == 'm') {
      return true;
    }
    return (first == 'r' || first == 'v') && at + 2 < text.length && text[at + 2] == 'e';
  }
}
