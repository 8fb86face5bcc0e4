package llamajar.text.tokenizer;

import llamajar.text.tokenizer.PreTokenizer.Habit;

/// Byte-pair encoding as GPT-2 does it, and Gemma 4's variant on plain text: words are cut by a
/// [PreTokenizer], then their bytes are joined in the order in which the merges were learned.
final class BpeEncoder implements FragmentEncoder {
  private final PreTokenizer.Splitting splitting;
  private final boolean plainText;
  private final boolean wholeWordsFirst;
  private final boolean wholeNewlinesFirst;
  private final boolean dropsSpaces;
  private final ByteStrings texts;
  private final ByteIndex index;
  private final BpeMerges merges;
  private final int[] byteTokens;

  BpeEncoder(Vocabulary vocabulary, PreTokenizer rule) {
    splitting = rule.splitting();
    plainText = rule.has(Habit.PLAIN_TEXT);
    wholeWordsFirst = rule.has(Habit.WHOLE_WORDS_FIRST);
    wholeNewlinesFirst = rule.has(Habit.WHOLE_NEWLINES_FIRST);
    dropsSpaces = rule.has(Habit.DROPS_SPACES);
    texts = plainText ? vocabulary.tokens() : ByteLevel.decode(vocabulary.tokens());
    index = new ByteIndex(texts);
    merges = new BpeMerges(vocabulary.merges(), !plainText);
    byteTokens = plainText ? ByteTokens.of(index, false) : singleBytes();
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
    PairMerger merger = new PairMerger(merges::rank);
    int begin = 0;
    int wordFrom = from;
    for (int i = 0; i < ends.size(); i++) {
      int end = ends.get(i);
      int wordTo = wordFrom + codePoints.byteLength(begin, end);
      if (!dropsSpaces || !codePoints.is(begin, CharKind.SPACE)) {
        encodeWord(text, wordFrom, wordTo, merger, ids);
      }
      wordFrom = wordTo;
      begin = end;
    }
  }

  @Override
  public byte[] piece(int id) {
    if (plainText) {
      return Utf8.unmarkSpaces(texts.bytes(), texts.start(id), texts.end(id));
    }
    return texts.copy(id);
  }

  private void encodeWord(byte[] text, int from, int to, PairMerger merger, IntList ids) {
    if (to - from == 1) {
      emit(text, from, to, ids);
      return;
    }
    if (wholeWordsFirst || (wholeNewlinesFirst && text[from] == '\n')) {
      int whole = index.find(text, from, to);
      if (whole >= 0) {
        ids.add(whole);
        return;
      }
    }
    merger.merge(text, from, to, plainText);
    for (int start = 0; start < to - from; start = merger.end(start)) {
      emit(text, from + start, from + merger.end(start), ids);
    }
  }

  private void emit(byte[] text, int from, int to, IntList ids) {
    int id = index.find(text, from, to);
    if (id >= 0) {
      ids.add(id);
      return;
    }
    for (int i = from; i < to; i++) {
      int single = byteTokens[text[i] & 0xFF];
      if (single >= 0) {
        ids.add(single);
      }
    }
  }

  private int[] singleBytes() {
    int[] found = new int[256];
    byte[] single = new byte[1];
    for (int octet = 0; octet < 256; octet++) {
      single[0] = (byte) octet;
      found[octet] = index.find(single, 0, 1);
    }
    return found;
  }
}
