package llamajar.text.tokenizer;

import java.util.Arrays;

/// SentencePiece's unigram model: of all ways to cut the text into tokens, the one whose scores
/// (log probabilities) have the greatest sum, found by Viterbi's algorithm (Kudo 2018,
/// <https://arxiv.org/abs/1804.10959>).
final class UgmEncoder implements FragmentEncoder {
  /// How much worse than the worst token a character without any is.
  private static final double UNKNOWN_PENALTY = 10;

  private final ByteStrings tokens;
  private final ByteTrie trie = new ByteTrie();
  private final double[] scores;
  private final double unknownScore;
  private final int unknown;
  private final UgmNormalizer normalizer;

  UgmEncoder(Vocabulary vocabulary) {
    tokens = vocabulary.tokens();
    scores = new double[tokens.size()];
    float lowest = Float.MAX_VALUE;
    for (int id = 0; id < scores.length; id++) {
      TokenType type = vocabulary.type(id);
      if (type == TokenType.NORMAL) {
        lowest = Math.min(lowest, vocabulary.score(id));
      }
      if (type == TokenType.NORMAL || type == TokenType.USER_DEFINED || type == TokenType.UNUSED) {
        trie.put(tokens.bytes(), tokens.start(id), tokens.end(id), id);
        // Log probabilities are negative, so this prefers what the user defined.
        scores[id] = type == TokenType.USER_DEFINED ? 0 : vocabulary.score(id);
      }
    }
    unknownScore = lowest - UNKNOWN_PENALTY;
    unknown =
        vocabulary
            .special(SpecialToken.UNKNOWN)
            .orElseThrow(() -> new VocabularyException("a t5 vocabulary needs an unknown token"));
    normalizer = new UgmNormalizer(vocabulary);
  }

  @Override
  public void encode(byte[] fragment, int from, int to, IntList ids) {
    byte[] text = normalizer.normalize(fragment, from, to);
    if (text.length > 0) {
      backtrack(bestCut(text), text.length, ids);
    }
  }

  @Override
  public byte[] piece(int id) {
    return Utf8.unmarkSpaces(tokens.bytes(), tokens.start(id), tokens.end(id));
  }

  /// For each place the token that ends there on the best path, and where it begins.
  private static final class Cut {
    private final int[] tokens;
    private final int[] begins;

    Cut(int length) {
      tokens = new int[length + 1];
      begins = new int[length + 1];
    }
  }

  private Cut bestCut(byte[] text) {
    double[] best = new double[text.length + 1];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    Cut cut = new Cut(text.length);
    for (int at = 0; at < text.length; ) {
      int character = Math.min(Utf8.length(text[at]), text.length - at);
      boolean characterIsToken = false;
      int node = ByteTrie.ROOT;
      for (int end = at + 1; end <= text.length; end++) {
        node = trie.child(node, text[end - 1]);
        if (node == ByteTrie.NONE) {
          break;
        }
        int id = trie.value(node);
        if (id != ByteTrie.NONE) {
          characterIsToken |= end == at + character;
          offer(best, cut, at, end, id, scores[id]);
        }
      }
      if (!characterIsToken) {
        offer(best, cut, at, at + character, unknown, unknownScore);
      }
      at += character;
    }
    return cut;
  }

  private static void offer(double[] best, Cut cut, int from, int to, int id, double score) {
    double sum = best[from] + score;
    if (sum > best[to]) {
      best[to] = sum;
      cut.tokens[to] = id;
      cut.begins[to] = from;
    }
  }

  /// Appends the path, unknown tokens in a row as one.
  private void backtrack(Cut cut, int length, IntList ids) {
    int before = ids.size();
    boolean afterUnknown = false;
    for (int at = length; at > 0; at = cut.begins[at]) {
      int id = cut.tokens[at];
      if (id != unknown || !afterUnknown) {
        ids.add(id);
      }
      afterUnknown = id == unknown;
    }
    ids.reverseFrom(before);
  }
}
