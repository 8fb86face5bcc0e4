package llamajar.engine.sampling;

import java.util.Map;
import java.util.Map.Entry;

/// Adds a number to the logits of some tokens; minus infinity forbids a token.
///
/// @param biases number to add by token id
record LogitBias(Map<Integer, Double> biases) implements SamplerStage {

  @Override
  public void apply(Candidates candidates, TokenHistory history, SplitMix64 random) {
    if (biases.isEmpty()) {
      return;
    }
    candidates.orderById();
    boolean excludes = false;
    for (Entry<Integer, Double> entry : biases.entrySet()) {
      int position = candidates.positionOf(entry.getKey());
      double bias = entry.getValue();
      if (position >= 0 && bias == Double.NEGATIVE_INFINITY) {
        candidates.exclude(position);
        excludes = true;
      } else if (position >= 0) {
        candidates.setLogit(position, candidates.logit(position) + bias);
      }
    }
    if (excludes) {
      candidates.removeExcluded();
    }
  }
}
