package llamajar.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// BERT's WordPiece: text is cleaned and cut into words, each word is taken apart from the left by
/// the longest token that fits. A word that can't be taken apart completely is unknown.
///
/// In the vocabulary a token that begins a word begins with U+2581, one that continues it does not.
final class WpmEncoder implements FragmentEncoder {
  private static final byte[] WORD_START = "\u2581".getBytes(StandardCharsets.UTF_8);

  private final ByteStrings tokens;
  private final ByteTrie trie = new ByteTrie();
  private final int unknown;
  private final boolean lowerCase;
  private final boolean stripAccents;

  WpmEncoder(Vocabulary vocabulary) {
    tokens = vocabulary.tokens();
    for (int id = 0; id < tokens.size(); id++) {
      trie.put(tokens.bytes(), tokens.start(id), tokens.end(id), id);
    }
    unknown =
        vocabulary
            .special(SpecialToken.UNKNOWN)
            .orElseThrow(() -> new VocabularyException("a bert vocabulary needs an unknown token"));
    lowerCase = vocabulary.is(VocabularyFlag.LOWER_CASE);
    stripAccents = vocabulary.is(VocabularyFlag.STRIP_ACCENTS);
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList ids) {
    new Words(ids).read(CodePoints.decode(text, from, to));
  }

  @Override
  public byte[] piece(int id) {
    return Utf8.unmarkSpaces(tokens.bytes(), tokens.start(id), tokens.end(id));
  }

  private void encodeWord(byte[] word, IntList ids) {
    int before = ids.size();
    for (int at = 0; at < word.length; ) {
      int id = trie.longest(word, at, word.length);
      if (id == ByteTrie.NONE) {
        ids.truncate(before);
        ids.add(unknown);
        return;
      }
      ids.add(id);
      at += tokens.length(id);
    }
  }

  /// Collects the characters of one word after the other.
  private final class Words {
    private final ByteArrayOutputStream word = new ByteArrayOutputStream();
    private final IntList ids;

    Words(IntList ids) {
      this.ids = ids;
    }

    void read(CodePoints text) {
      for (int i = 0; i < text.length(); i++) {
        int codePoint = text.at(i);
        if (stripAccents && codePoint >= 0xC0) {
          String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
          parts.codePoints().forEach(this::take);
        } else {
          take(codePoint);
        }
      }
      endWord();
    }

    private void take(int codePoint) {
      int kind = CharKind.of(codePoint);
      if ((kind & CharKind.SPACE) != 0) {
        endWord();
      } else if (!isDropped(codePoint, kind)) {
        int shown = lowerCase ? Character.toLowerCase(codePoint) : codePoint;
        if (standsAlone(codePoint, kind)) {
          endWord();
          append(shown);
          endWord();
        } else {
          append(shown);
        }
      }
    }

    private boolean isDropped(int codePoint, int kind) {
      return codePoint == 0
          || codePoint == 0xFFFD
          || (kind == 0 && isControl(codePoint))
          || (stripAccents && (kind & CharKind.MARK) != 0);
    }

    private void append(int codePoint) {
      if (word.size() == 0) {
        word.writeBytes(WORD_START);
      }
      word.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private void endWord() {
      if (word.size() > 0) {
        encodeWord(word.toByteArray(), ids);
        word.reset();
      }
    }
  }

  private static boolean isControl(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.PRIVATE_USE;
  }

  private static boolean standsAlone(int codePoint, int kind) {
    return (kind & CharKind.PUNCTUATION) != 0
        || (codePoint < 0x7F && (kind & CharKind.SYMBOL) != 0)
        || isIdeograph(codePoint);
  }

  /// The blocks that BERT's own code treats as Chinese.
  private static boolean isIdeograph(int codePoint) {
    return (codePoint >= 0x4E00 && codePoint <= 0x9FFF)
        || (codePoint >= 0x3400 && codePoint <= 0x4DBF)
        || (codePoint >= 0x20000 && codePoint <= 0x2A6DF)
        || (codePoint >= 0x2A700 && codePoint <= 0x2B73F)
        || (codePoint >= 0x2B740 && codePoint <= 0x2B81F)
        || (codePoint >= 0x2B920 && codePoint <= 0x2CEAF)
        || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
        || (codePoint >= 0x2F800 && codePoint <= 0x2FA1F);
  }
}
