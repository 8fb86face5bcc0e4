package llamajar.engine.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import llamajar.text.grammar.TokenMask;

/// The tokens that may come next, with their logits: at first the whole vocabulary, then what each
/// stage of a chain leaves.
///
/// Stored as parallel arrays that are reused for every token. Candidates are either in rising order
/// of ids or, once something has ranked them, in falling order of logits with equal logits by
/// rising id: the lower id wins every tie. Logits are always finite: a candidate whose logit is
/// minus infinity is removed.
///
/// After a chain has sampled, this is what was drawn from. Not safe for use by several threads.
public final class Candidates {
  private final int vocabularySize;
  private final int[] ids;
  private final float[] logits;
  private final Ranking ranking = new Ranking();
  private float[] probabilities = new float[0];
  private float[] scores = new float[0];
  private int[] movedIds = new int[0];
  private float[] movedLogits = new float[0];
  private int size;

  /// From here on `ids[i] == i`, whatever stages did before.
  private int overwrittenIds;

  private boolean ranked;
  private boolean normalized;
  private double logNormalizer;

  /// @param vocabularySize tokens in the vocabulary
  public Candidates(int vocabularySize) {
    this.vocabularySize = vocabularySize;
    this.ids = new int[vocabularySize];
    this.logits = new float[vocabularySize];
    overwrittenIds = vocabularySize;
  }

  /// Tokens in the vocabulary, whatever was removed.
  int vocabularySize() {
    return vocabularySize;
  }

  /// How many candidates are left.
  public int size() {
    return size;
  }

  /// The token at a position from 0 to [#size].
  public int id(int position) {
    return ids[position];
  }

  /// The logit at a position, as the stages so far left it.
  public float logit(int position) {
    return logits[position];
  }

  /// The probability at a position, relative to the candidates left. Available after sampling.
  public float probability(int position) {
    return probabilities[position];
  }

  /// Starts over with a whole vocabulary.
  ///
  /// @param source float32 `[vocabulary]`, aligned to 4 bytes
  void load(MemorySegment source) {
    if (source.byteSize() != (long) vocabularySize * Float.BYTES) {
      throw wrongLength(source.byteSize() / (double) Float.BYTES);
    }
    MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, logits, 0, vocabularySize);
    start();
  }

  /// Starts over with a whole vocabulary: `source[i]` is the logit of token `i`.
  void load(float[] source) {
    if (source.length != vocabularySize) {
      throw wrongLength(source.length);
    }
    System.arraycopy(source, 0, logits, 0, vocabularySize);
    start();
  }

  /// Starts over with some tokens of a vocabulary.
  ///
  /// @param source float32 `[vocabulary]`, aligned to 4 bytes
  void load(MemorySegment source, TokenMask allowed) {
    if (source.byteSize() != (long) vocabularySize * Float.BYTES) {
      throw wrongLength(source.byteSize() / (double) Float.BYTES);
    }
    // All at once and then moved down, because reading a segment one by one takes longer.
    MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, logits, 0, vocabularySize);
    size = 0;
    for (int word = 0; word < allowed.wordCount(); word++) {
      long bits = allowed.word(word);
      if (bits != 0) {
        moveDown(bits, Long.SIZE * word);
      }
    }
    // The place behind the last one may have been written to.
    overwrittenIds = Math.max(overwrittenIds, Math.min(size + 1, vocabularySize));
    if (size == 0) {
      throw new IllegalStateException(
          "no token can follow: the grammar allows none of this vocabulary's tokens");
    }
    check();
  }

  /// Adds the candidates among 64 ids. Without branches, which would be guessed wrongly: most masks
  /// leave out a few tokens everywhere.
  private void moveDown(long bits, int first) {
    int end = Math.min(first + Long.SIZE, vocabularySize);
    int count = size;
    for (int id = first; id < end; id++) {
      ids[count] = id;
      logits[count] = logits[id];
      count += (int) (bits >>> (id - first)) & 1;
    }
    size = count;
  }

  private IllegalArgumentException wrongLength(double length) {
    return new IllegalArgumentException(
        String.format("%.0f logits given for a vocabulary of %d tokens", length, vocabularySize));
  }

  private void start() {
    for (int i = 0; i < overwrittenIds; i++) {
      ids[i] = i;
    }
    overwrittenIds = 0;
    size = vocabularySize;
    check();
  }

  private void check() {
    ranked = false;
    normalized = false;
    boolean excluded = false;
    for (int i = 0; i < size; i++) {
      // The one comparison that all usual logits pass.
      if (!(Math.abs(logits[i]) < Float.POSITIVE_INFINITY)) {
        if (logits[i] != Float.NEGATIVE_INFINITY) {
          throw new IllegalStateException(
              String.format(
                  "logits contain %s (first at token %d): the model computed nonsense; check the"
                      + " model file, then try another backend",
                  logits[i], ids[i]));
        }
        excluded = true;
      }
    }
    if (excluded) {
      removeExcluded();
    }
  }

  /// The position of a token, or a negative number if it is no candidate. Call [#orderById] first.
  int positionOf(int id) {
    return id < size && ids[id] == id ? id : Arrays.binarySearch(ids, 0, size, id);
  }

  /// Gives a candidate another logit; what a float can't hold becomes the nearest that it can.
  /// Whoever changes the order of logits calls [#orderById] first.
  void setLogit(int position, double logit) {
    float nearest = (float) logit;
    logits[position] =
        Float.isInfinite(nearest) ? Math.copySign(Float.MAX_VALUE, nearest) : nearest;
    normalized = false;
  }

  /// Marks a candidate for [#removeExcluded].
  void exclude(int position) {
    logits[position] = Float.NEGATIVE_INFINITY;
    normalized = false;
  }

  /// Removes the candidates whose logit is minus infinity.
  void removeExcluded() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] > Float.NEGATIVE_INFINITY) {
        keep(i, kept++);
      }
    }
    if (kept == 0) {
      throw new IllegalStateException(
          "no token can follow: the logit of every token allowed is minus infinity; check"
              + " logit_bias, the grammar and the model");
    }
    shrink(kept);
  }

  /// Copies a candidate to the same or an earlier position; [#shrink] ends the removal.
  void keep(int from, int to) {
    ids[to] = ids[from];
    logits[to] = logits[from];
  }

  /// Keeps the first `count` positions.
  void shrink(int count) {
    if (count < size) {
      overwrittenIds = Math.max(overwrittenIds, count);
      size = count;
      normalized = false;
    }
  }

  /// Returns to rising order of ids.
  void orderById() {
    if (ranked) {
      float[] order = scores();
      for (int i = 0; i < size; i++) {
        order[i] = -ids[i];
      }
      ranking.rank(order, size, size);
      takeRanked(size);
      ranked = false;
    }
  }

  /// Keeps the `count` largest logits, and ranks them if that removes any.
  void keepBest(int count) {
    if (!ranked && count < size) {
      ranking.rank(logits, size, count);
      takeRanked(count);
      ranked = true;
    }
    shrink(count);
  }

  /// Removes logits below `lowest`, but leaves the `minKeep` largest.
  void keepFrom(double lowest, int minKeep) {
    int reaching = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= lowest) {
        reaching++;
      }
    }
    if (reaching < minKeep) {
      keepBest(Math.min(minKeep, size));
    } else if (reaching < size) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (logits[i] >= lowest) {
          keep(i, kept++);
        }
      }
      shrink(kept);
    }
  }

  /// Keeps the shortest run of the largest logits whose probabilities add up to at least `mass`.
  void keepMostProbable(double mass, int minKeep) {
    keepRun(logits, mass, minKeep);
  }

  /// Keeps the shortest run of the best [#scores] whose probabilities add up to at least `mass`.
  void keepBestScored(double mass, int minKeep) {
    keepRun(scores, mass, minKeep);
  }

  private void keepRun(float[] by, double mass, int minKeep) {
    softmax();
    ranking.run(by, probabilities, size, mass, minKeep);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (ranking.inRun(by[i], i)) {
        keep(i, kept++);
      }
    }
    shrink(kept);
  }

  private void takeRanked(int count) {
    if (movedIds.length < count) {
      int length = Math.max(count, Math.min(vocabularySize, 2 * movedIds.length));
      movedIds = new int[length];
      movedLogits = new float[length];
    }
    for (int i = 0; i < count; i++) {
      int from = ranking.position(i);
      movedIds[i] = ids[from];
      movedLogits[i] = logits[from];
    }
    System.arraycopy(movedIds, 0, ids, 0, count);
    System.arraycopy(movedLogits, 0, logits, 0, count);
    overwrittenIds = Math.max(overwrittenIds, count);
    normalized = false;
  }

  /// Writes the largest logits to `target`, in falling order, and removes nothing.
  ///
  /// @return how many were written: all of `target`, or as many as there are candidates
  int bestLogits(float[] target) {
    int count = Math.min(size, target.length);
    ranking.rank(logits, size, count);
    for (int i = 0; i < count; i++) {
      target[i] = ranking.score(i);
    }
    return count;
  }

  /// Room for one score per candidate; the next stage that needs scores overwrites it.
  float[] scores() {
    if (scores.length < size) {
      scores = new float[size];
    }
    return scores;
  }

  /// The largest logit.
  float largestLogit() {
    float largest = logits[0];
    if (!ranked) {
      for (int i = 1; i < size; i++) {
        largest = Math.max(largest, logits[i]);
      }
    }
    return largest;
  }

  /// Computes the probabilities of the candidates, unless they are known already.
  void softmax() {
    if (normalized) {
      return;
    }
    if (probabilities.length < size) {
      probabilities = new float[Math.max(size, Math.min(vocabularySize, 2 * probabilities.length))];
    }
    double largest = largestLogit();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double power = Exponential.of(logits[i] - largest);
      probabilities[i] = (float) power;
      sum += power;
    }
    float scale = (float) (1 / sum);
    for (int i = 0; i < size; i++) {
      probabilities[i] *= scale;
    }
    logNormalizer = largest + Math.log(sum);
    normalized = true;
  }

  /// The natural logarithm of [#probability], also where that is too small for a float. Needs
  /// [#softmax].
  double logProbability(int position) {
    return logits[position] - logNormalizer;
  }

  /// Natural logarithm of the sum of e^logit. Needs [#softmax].
  double logNormalizer() {
    return logNormalizer;
  }

  /// -Σ p·ln p over the candidates, in nats. Needs [#softmax].
  double entropy() {
    double entropy = 0;
    for (int i = 0; i < size; i++) {
      entropy -= probabilities[i] * logProbability(i);
    }
    return entropy;
  }

  /// Draws a position by the probabilities. Needs [#softmax].
  int draw(SplitMix64 random) {
    double target = random.nextDouble();
    double sum = 0;
    int last = 0;
    for (int i = 0; i < size; i++) {
      if (probabilities[i] > 0) {
        sum += probabilities[i];
        last = i;
        if (sum > target) {
          break;
        }
      }
    }
    return last;
  }
}
