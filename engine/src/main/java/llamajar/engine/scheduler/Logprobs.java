package llamajar.engine.scheduler;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Probabilities of tokens from their logits.
final class Logprobs {
  private static final Comparator<TokenLogprob> WORST_FIRST =
      Comparator.comparingDouble(TokenLogprob::logprob)
          .thenComparing(Comparator.comparingInt(TokenLogprob::token).reversed());

  private Logprobs() {}

  /// Those of a token and of the most probable ones.
  ///
  /// @param logits float32 `[vocabulary]`
  static TokenLogprobs of(MemorySegment logits, int token, int top) {
    long count = logits.byteSize() / Float.BYTES;
    float max = Float.NEGATIVE_INFINITY;
    for (long i = 0; i < count; i++) {
      max = Math.max(max, logits.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
    double sum = 0;
    for (long i = 0; i < count; i++) {
      sum += Math.exp(logits.getAtIndex(ValueLayout.JAVA_FLOAT, i) - max);
    }
    double norm = max + Math.log(sum);
    float chosen = (float) (logits.getAtIndex(ValueLayout.JAVA_FLOAT, token) - norm);
    return new TokenLogprobs(new TokenLogprob(token, chosen), best(logits, top, norm));
  }

  private static List<TokenLogprob> best(MemorySegment logits, int top, double norm) {
    if (top == 0) {
      return List.of();
    }
    int count = (int) (logits.byteSize() / Float.BYTES);
    PriorityQueue<TokenLogprob> best = new PriorityQueue<>(WORST_FIRST);
    float worst = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      float logprob = (float) (logits.getAtIndex(ValueLayout.JAVA_FLOAT, i) - norm);
      if (best.size() < top || logprob > worst) {
        best.add(new TokenLogprob(i, logprob));
        if (best.size() > top) {
          best.remove();
        }
        worst = best.element().logprob();
      }
    }
    List<TokenLogprob> sorted = new ArrayList<>(best);
    sorted.sort(WORST_FIRST.reversed());
    return List.copyOf(sorted);
  }
}
