package llamajar.engine.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the best of many scores, in order, without sorting them all.
///
/// A result is a `long` that holds the score (high half, so that larger scores sort first) and the
/// position (low half, so that the earlier of two equal scores comes first). Few are found with a
/// heap; many by counting how the scores spread below the best one, in buckets, so that only the
/// ones above a limit have to be sorted, or only those in the bucket where a run ends.
final class Ranking {
  /// Up to this many, one pass with a heap is faster than two passes with a histogram.
  private static final int HEAP_LIMIT = 512;

  /// Sixteen buckets per unit: fine enough that the last bucket adds few to the sorted ones, and
  /// together reaching 64 below the best. The last bucket takes the rest.
  private static final int BUCKETS_PER_UNIT = 16;

  private static final int BUCKETS = 1024;

  private long[] keys = new long[0];
  private int[] bucketSizes = new int[0];
  private double[] bucketWeights = new double[0];
  private float best;
  private float lastScore;
  private int lastPosition;

  /// Ranks the best of `scores[0, size)`, so that afterwards [#position] and [#score] answer for
  /// ranks below `count` (which is at most `size`).
  void rank(float[] scores, int size, int count) {
    if (count == size) {
      gather(scores, size, Float.NEGATIVE_INFINITY);
      Arrays.sort(keys, 0, size);
    } else if (count <= HEAP_LIMIT) {
      rankWithHeap(scores, size, count);
    } else {
      int gathered = gather(scores, size, limit(scores, size, count));
      Arrays.sort(keys, 0, gathered);
    }
  }

  int position(int rank) {
    return (int) keys[rank];
  }

  float score(int rank) {
    return score(keys[rank]);
  }

  /// Finds the shortest run of the best among `scores[0, size)` that has at least `minimum` members
  /// with weights that add up to at least `mass`; [#inRun] then tells who is in it. All are where
  /// they don't reach that.
  void run(float[] scores, float[] weights, int size, double mass, int minimum) {
    double sum = 0;
    int count = 0;
    int gathered;
    if (size <= HEAP_LIMIT) {
      gathered = gather(scores, size, Float.NEGATIVE_INFINITY);
    } else {
      spread(scores, weights, size);
      int last = 0;
      while (last < BUCKETS - 1
          && (sum + bucketWeights[last] < mass || count + bucketSizes[last] < minimum)) {
        sum += bucketWeights[last];
        count += bucketSizes[last];
        last++;
      }
      gathered = gatherBucket(scores, size, last);
    }
    if (gathered == 0) {
      // Rounded sums may end just below the mass, past the last score.
      lastScore = Float.NEGATIVE_INFINITY;
      return;
    }
    Arrays.sort(keys, 0, gathered);
    int rank = 0;
    while (rank < gathered - 1) {
      sum += weights[position(rank)];
      count++;
      if (sum >= mass && count >= minimum) {
        break;
      }
      rank++;
    }
    lastScore = score(rank);
    lastPosition = position(rank);
  }

  /// Whether this score at this position is in the run found last.
  boolean inRun(float score, int position) {
    return score > lastScore || (score == lastScore && position <= lastPosition);
  }

  private void rankWithHeap(float[] scores, int size, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      keys[i] = key(scores[i], i);
    }
    for (int i = count / 2 - 1; i >= 0; i--) {
      sink(i, count);
    }
    float worst = score(keys[0]);
    // An equal score at a later position ranks behind, so only larger ones enter.
    for (int i = count; i < size; i++) {
      if (scores[i] > worst) {
        keys[0] = key(scores[i], i);
        sink(0, count);
        worst = score(keys[0]);
      }
    }
    Arrays.sort(keys, 0, count);
  }

  /// Restores the heap (worst key at the root) after the key at `parent` became a better one.
  private void sink(int parent, int count) {
    long key = keys[parent];
    int hole = parent;
    for (int child = 2 * hole + 1; child < count; child = 2 * hole + 1) {
      if (child + 1 < count && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      keys[hole] = keys[child];
      hole = child;
    }
    keys[hole] = key;
  }

  /// A score that at least `count` scores reach, and not many more.
  private float limit(float[] scores, int size, int count) {
    spread(scores, null, size);
    int reached = 0;
    for (int bucket = 0; bucket < BUCKETS - 1; bucket++) {
      reached += bucketSizes[bucket];
      if (reached >= count) {
        // One more bucket, so that rounding in the subtraction can't lose a score at the edge.
        return best - (bucket + 2f) / BUCKETS_PER_UNIT;
      }
    }
    return Float.NEGATIVE_INFINITY;
  }

  /// Counts, and adds up the weights of, the scores in each bucket.
  private void spread(float[] scores, float @Nullable [] weights, int size) {
    if (bucketSizes.length == 0) {
      bucketSizes = new int[BUCKETS];
      bucketWeights = new double[BUCKETS];
    }
    Arrays.fill(bucketSizes, 0);
    Arrays.fill(bucketWeights, 0);
    best = scores[0];
    for (int i = 1; i < size; i++) {
      best = Math.max(best, scores[i]);
    }
    for (int i = 0; i < size; i++) {
      int bucket = bucket(scores[i]);
      bucketSizes[bucket]++;
      if (weights != null) {
        bucketWeights[bucket] += weights[i];
      }
    }
  }

  private int bucket(float score) {
    return (int) Math.min(BUCKETS - 1, (best - score) * BUCKETS_PER_UNIT);
  }

  private int gatherBucket(float[] scores, int size, int bucket) {
    reserve(bucketSizes[bucket]);
    int gathered = 0;
    for (int i = 0; i < size; i++) {
      if (bucket(scores[i]) == bucket) {
        keys[gathered++] = key(scores[i], i);
      }
    }
    return gathered;
  }

  private int gather(float[] scores, int size, float limit) {
    reserve(size);
    int gathered = 0;
    for (int i = 0; i < size; i++) {
      if (scores[i] >= limit) {
        keys[gathered++] = key(scores[i], i);
      }
    }
    return gathered;
  }

  private void reserve(int length) {
    if (keys.length < length) {
      keys = new long[Math.max(length, 2 * keys.length)];
    }
  }

  private static long key(float score, int position) {
    // Adding zero makes both zeros equal. Flipping the magnitude of negative numbers makes the bits
    // of a float sort like the float; the complement puts larger ones first.
    int bits = Float.floatToRawIntBits(score + 0f);
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~ordered << Integer.SIZE) | position;
  }

  private static float score(long key) {
    int ordered = ~(int) (key >> Integer.SIZE);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }
}
