package llamajar.text.tokenizer;

import llamajar.text.tokenizer.PreTokenizer.Habit;

/// Byte-pair encoding as GPT-2 does it, and Gemma 4's variant on plain text: words are cut by a
/// [PreTokenizer], then their characters are joined in the order in which the merges were learned.
final class BpeEncoder implements FragmentEncoder {
  private final PreTokenizer.Splitting splitting;
  private final boolean plainText;
  private final boolean wholeWordsFirst;
  private final boolean wholeNewlinesFirst;
  private final boolean dropsSpaces;
  private final ByteStrings tokens;
  private final ByteIndex index;
  private final BpeMerges merges;
  private final int[] byteTokens;

  BpeEncoder(Vocabulary vocabulary, PreTokenizer rule) {
    splitting = rule.splitting();
    plainText = rule.has(Habit.PLAIN_TEXT);
    wholeWordsFirst = rule.has(Habit.WHOLE_WORDS_FIRST);
    wholeNewlinesFirst = rule.has(Habit.WHOLE_NEWLINES_FIRST);
    dropsSpaces = rule.has(Habit.DROPS_SPACES);
    tokens = vocabulary.tokens();
    index = new ByteIndex(tokens);
    merges = new BpeMerges(vocabulary.merges());
    byteTokens = plainText ? ByteTokens.of(index, false) : ByteTokens.spelled(index);
  }

  @Override
  public void encode(byte[] fragment, int fragmentFrom, int fragmentTo, IntList ids) {
    byte[] text = fragment;
    int from = fragmentFrom;
    int to = fragmentTo;
    if (plainText && !dropsSpaces) {
      text = Utf8.markSpaces(fragment, from, to, false);
      from = 0;
      to = text.length;
    }
    CodePoints codePoints = CodePoints.decode(text, from, to);
    IntList ends = splitting.split(codePoints);
    Words words = new Words(text, ids);
    int begin = 0;
    int wordFrom = from;
    for (int i = 0; i < ends.size(); i++) {
      int end = ends.get(i);
      int wordTo = wordFrom + codePoints.byteLength(begin, end);
      if (!dropsSpaces || !codePoints.is(begin, CharKind.SPACE)) {
        words.encode(wordFrom, wordTo);
      }
      wordFrom = wordTo;
      begin = end;
    }
  }

  @Override
  public byte[] piece(int id) {
    return plainText
        ? Utf8.unmarkSpaces(tokens.bytes(), tokens.start(id), tokens.end(id))
        : ByteLevel.decode(tokens.bytes(), tokens.start(id), tokens.end(id));
  }

  /// Encodes the words of one text.
  private final class Words {
    private final byte[] text;
    private final IntList ids;
    private final PairMerger merger = new PairMerger(merges::rank);
    private byte[] spelling = new byte[64];

    Words(byte[] text, IntList ids) {
      this.text = text;
      this.ids = ids;
    }

    void encode(int from, int to) {
      if (plainText) {
        join(text, from, to);
      } else if (to - from == 1 && byteTokens[text[from] & 0xFF] >= 0) {
        ids.add(byteTokens[text[from] & 0xFF]);
      } else {
        int room = Math.multiplyExact(2, to - from);
        if (spelling.length < room) {
          spelling = new byte[room];
        }
        join(spelling, 0, ByteLevel.spell(text, from, to, spelling));
      }
    }

    private void join(byte[] word, int from, int to) {
      if (wholeWordsFirst || (wholeNewlinesFirst && word[from] == '\n')) {
        int whole = index.find(word, from, to);
        if (whole >= 0) {
          ids.add(whole);
          return;
        }
      }
      merger.merge(word, from, to);
      for (int start = 0; start < to - from; start = merger.end(start)) {
        emit(word, from + start, from + merger.end(start));
      }
    }

    private void emit(byte[] word, int from, int to) {
      int id = index.find(word, from, to);
      if (id >= 0) {
        ids.add(id);
        return;
      }
      byte[] bytes = plainText ? word : ByteLevel.decode(word, from, to);
      int first = plainText ? from : 0;
      int end = plainText ? to : bytes.length;
      for (int i = first; i < end; i++) {
        int single = byteTokens[bytes[i] & 0xFF];
        if (single >= 0) {
          ids.add(single);
        }
      }
    }
  }
}
