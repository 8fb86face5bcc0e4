package llamajar.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// SentencePiece's text normalisation: replacements from the vocabulary's [CharsMap], spaces joined
/// and marked with U+2581. User-defined tokens are left as they are.
final class UgmNormalizer {
  private static final byte[] SPACE_MARK = "\u2581".getBytes(StandardCharsets.UTF_8);

  private final @Nullable CharsMap charsMap;
  private final ByteStrings tokens;
  private final ByteTrie userDefined = new ByteTrie();
  private final boolean prefix;
  private final boolean suffix;
  private final boolean joinSpaces;

  UgmNormalizer(Vocabulary vocabulary) {
    charsMap = vocabulary.charsMap().length == 0 ? null : new CharsMap(vocabulary.charsMap());
    tokens = vocabulary.tokens();
    for (int id = 0; id < tokens.size(); id++) {
      if (vocabulary.type(id) == TokenType.USER_DEFINED) {
        userDefined.put(tokens.bytes(), tokens.start(id), tokens.end(id), id);
      }
    }
    boolean pad = vocabulary.is(VocabularyFlag.ADD_SPACE_PREFIX);
    suffix = pad && vocabulary.is(VocabularyFlag.TREAT_WHITESPACE_AS_SUFFIX);
    prefix = pad && !suffix;
    joinSpaces = vocabulary.is(VocabularyFlag.REMOVE_EXTRA_WHITESPACES);
  }

  byte[] normalize(byte[] text, int from, int to) {
    Spacing spacing = new Spacing(to - from);
    for (int at = from; at < to; ) {
      int token = userDefined.longest(text, at, to);
      if (token != ByteTrie.NONE) {
        spacing.write(text, at, at + tokens.length(token));
        at += tokens.length(token);
        continue;
      }
      CharsMap.Match match =
          charsMap == null ? CharsMap.Match.NONE : charsMap.longest(text, at, to);
      if (charsMap != null && match.length() > 0) {
        spacing.write(charsMap.data(), match.from(), match.to());
        at += match.length();
      } else {
        int end = Math.min(to, at + Utf8.length(text[at]));
        spacing.write(text, at, end);
        at = end;
      }
    }
    return spacing.finish();
  }

  /// Receives normalised bytes and decides about the spaces among them.
  private final class Spacing {
    private final ByteArrayOutputStream out;
    private boolean prefixWritten;
    private boolean inWord;

    Spacing(int expectedSize) {
      out = new ByteArrayOutputStream(Math.max(expectedSize, 32));
    }

    void write(byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        if (bytes[i] != ' ') {
          beginWord();
          out.write(bytes[i]);
        } else {
          inWord = false;
          if (!joinSpaces) {
            out.writeBytes(SPACE_MARK);
          }
        }
      }
    }

    private void beginWord() {
      if (!inWord && (joinSpaces || (prefix && !prefixWritten))) {
        out.writeBytes(SPACE_MARK);
        prefixWritten = true;
      }
      inWord = true;
    }

    byte[] finish() {
      if (suffix) {
        out.writeBytes(SPACE_MARK);
      }
      return out.toByteArray();
    }
  }
}
