package llamajar.cli.perplexity;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sums up how surprising tokens were.
final class Score {
  private long count;
  private double sum;
  private double sumOfSquares;

  /// Adds a token.
  ///
  /// @param logits float32 from which it was to be predicted, `[vocabulary]`
  void add(MemorySegment logits, int token) {
    double surprise = surprise(logits, token);
    count++;
    sum += surprise;
    sumOfSquares += surprise * surprise;
  }

  /// How many tokens there were.
  long count() {
    return count;
  }

  /// The perplexity: `exp` of the mean surprise.
  double perplexity() {
    return Math.exp(sum / count);
  }

  /// Its standard error: that of the mean surprise, times the derivative of `exp`.
  double error() {
    double mean = sum / count;
    double variance = sumOfSquares / count - mean * mean;
    return count < 2 || variance <= 0 ? 0 : Math.sqrt(variance / (count - 1)) * perplexity();
  }

  /// Minus the natural logarithm of the softmax at the token.
  static double surprise(MemorySegment logits, int token) {
    float[] row = logits.toArray(ValueLayout.JAVA_FLOAT);
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (float logit : row) {
      total += Math.exp(logit - largest);
    }
    return Math.log(total) - (row[token] - largest);
  }
}
