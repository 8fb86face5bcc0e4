package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.Routing;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import org.jspecify.annotations.Nullable;

/// Chooses experts. A few hundred numbers for each row: plain code will do, the same in all tiers.
final class RouteStep extends Step {
  private static final int PROBABILITIES = 0;
  private static final int SCORES = 1;
  private static final int GROUPS = 2;

  private final FloatRows logits;
  private final Routing routing;
  private final float[] bias;
  private final FloatRows experts;
  private final FloatRows factors;

  /// @param bias added to probabilities to choose by; null: 0
  RouteStep(
      FloatRows logits,
      Routing routing,
      float @Nullable [] bias,
      FloatRows experts,
      FloatRows factors) {
    this.logits = logits;
    this.routing = routing;
    this.bias = bias == null ? new float[logits.width()] : bias;
    this.experts = experts;
    this.factors = factors;
  }

  @Override
  void run(RunState state, int member) {
    for (int row = member; row < logits.rows(); row += state.team.members()) {
      route(row, state.scratch[member]);
    }
  }

  private void route(int row, Scratch scratch) {
    int count = logits.width();
    float[] probabilities = scratch.floats(PROBABILITIES, count);
    MemorySegment.copy(
        logits.data(), ValueLayout.JAVA_FLOAT, logits.offset(row), probabilities, 0, count);
    switch (routing.gating()) {
      case SOFTMAX -> softmax(probabilities, count);
      case SIGMOID -> {
        for (int e = 0; e < count; e++) {
          probabilities[e] = (float) (1 / (1 + Math.exp(-probabilities[e])));
        }
      }
      case CHOSEN_SOFTMAX -> {}
    }
    float[] scores = scratch.floats(SCORES, count);
    for (int e = 0; e < count; e++) {
      scores[e] = probabilities[e] + bias[e];
    }
    if (routing.groups() > 1) {
      hideOtherGroups(scores, count, scratch);
    }
    for (int slot = 0; slot < routing.chosen(); slot++) {
      int best = greatest(scores, 0, count);
      scores[best] = Float.NEGATIVE_INFINITY;
      experts.set(row, slot, best);
      factors.set(row, slot, probabilities[best]);
    }
    weigh(row);
  }

  /// Leaves only scores of the groups with the greatest sum of their two best ones.
  private void hideOtherGroups(float[] scores, int count, Scratch scratch) {
    int groups = routing.groups();
    int length = count / groups;
    float[] sums = scratch.floats(GROUPS, groups);
    for (int g = 0; g < groups; g++) {
      int first = greatest(scores, g * length, (g + 1) * length);
      float second = Float.NEGATIVE_INFINITY;
      for (int e = g * length; e < (g + 1) * length; e++) {
        second = e == first ? second : Math.max(second, scores[e]);
      }
      sums[g] = scores[first] + (length > 1 ? second : 0);
    }
    for (int hidden = groups; hidden > routing.groupsChosen(); hidden--) {
      int least = 0;
      for (int g = 1; g < groups; g++) {
        least = sums[g] < sums[least] ? g : least;
      }
      sums[least] = Float.POSITIVE_INFINITY;
      for (int e = least * length; e < (least + 1) * length; e++) {
        scores[e] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /// The first of the greatest. With NaN among them, some number in range.
  private static int greatest(float[] scores, int from, int to) {
    int best = from;
    for (int e = from + 1; e < to; e++) {
      best = scores[e] > scores[best] ? e : best;
    }
    return best;
  }

  private void weigh(int row) {
    int chosen = routing.chosen();
    double sum = 0;
    if (routing.gating() == Routing.Gating.CHOSEN_SOFTMAX) {
      float greatest = factors.get(row, 0);
      for (int slot = 0; slot < chosen; slot++) {
        factors.set(row, slot, (float) Math.exp(factors.get(row, slot) - greatest));
      }
    }
    for (int slot = 0; slot < chosen; slot++) {
      sum += factors.get(row, slot);
    }
    boolean normalize = routing.normalize() || routing.gating() == Routing.Gating.CHOSEN_SOFTMAX;
    double factor = routing.scale() / (normalize ? sum : 1);
    for (int slot = 0; slot < chosen; slot++) {
      factors.set(row, slot, (float) (factors.get(row, slot) * factor));
    }
  }

  private static void softmax(float[] values, int count) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, values[i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.exp(values[i] - greatest);
      sum += values[i];
    }
    for (int i = 0; i < count; i++) {
      values[i] = (float) (values[i] / sum);
    }
  }
}
