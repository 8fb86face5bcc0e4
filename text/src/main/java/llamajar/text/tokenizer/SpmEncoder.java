package llamajar.text.tokenizer;

/// SentencePiece's BPE: of all neighbouring pairs that together are a token, the one with the best
/// score is joined first. What is no token in the end is spelled in byte tokens.
final class SpmEncoder implements FragmentEncoder {
  private final ByteStrings tokens;
  private final ByteIndex index;
  private final int[] joiningKeys;
  private final int[] byteTokens;
  private final int unknown;
  private final boolean spacePrefix;
  private final boolean wordsAreIndependent;

  SpmEncoder(Vocabulary vocabulary) {
    tokens = vocabulary.tokens();
    index = new ByteIndex(tokens);
    joiningKeys = new int[tokens.size()];
    for (int id = 0; id < joiningKeys.length; id++) {
      joiningKeys[id] = joiningKey(vocabulary.score(id));
    }
    byteTokens = ByteTokens.of(index, true);
    unknown = vocabulary.special(SpecialToken.UNKNOWN).orElse(-1);
    spacePrefix = vocabulary.is(VocabularyFlag.ADD_SPACE_PREFIX);
    wordsAreIndependent = noTokenSpansWords();
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList ids) {
    byte[] marked = Utf8.markSpaces(text, from, to, spacePrefix);
    PairMerger merger = new PairMerger(this::key);
    for (int begin = 0; begin < marked.length; ) {
      int end = wordsAreIndependent ? endOfWord(marked, begin) : marked.length;
      merger.merge(marked, begin, end);
      for (int start = 0; start < end - begin; start = merger.end(start)) {
        emit(marked, begin + start, begin + merger.end(start), ids);
      }
      begin = end;
    }
  }

  @Override
  public byte[] piece(int id) {
    return Utf8.unmarkSpaces(tokens.bytes(), tokens.start(id), tokens.end(id));
  }

  private int key(byte[] text, int left, int middle, int right) {
    int id = index.find(text, left, right);
    return id < 0 ? PairMerger.NEVER : joiningKeys[id];
  }

  /// Orders scores as ints, the best smallest. Never [PairMerger#NEVER].
  private static int joiningKey(float score) {
    int bits = Float.floatToIntBits(score);
    return ~(bits < 0 ? bits ^ 0x7FFFFFFF : bits);
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
      } else if (unknown >= 0 && i == from) {
        ids.add(unknown);
      }
    }
  }

  /// If no token has a space mark behind another character, no join crosses such a place, and each
  /// word can be done on its own: the same result from much smaller heaps.
  private boolean noTokenSpansWords() {
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.length(id) > 3
          && endOfWord(tokens.bytes(), tokens.start(id), tokens.end(id)) < tokens.end(id)) {
        return false;
      }
    }
    return true;
  }

  private static int endOfWord(byte[] text, int from) {
    return endOfWord(text, from, text.length);
  }

  private static int endOfWord(byte[] text, int from, int to) {
    int i = from;
    while (Utf8.isSpaceMark(text, i, to)) {
      i += 3;
    }
    while (i < to && !Utf8.isSpaceMark(text, i, to)) {
      i++;
    }
    return i;
  }
}
