package llamajar.compute;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The forward pass of a model: what happens to each token's row from its embedding to its logits.
///
/// @param ops in the order of execution
/// @param cacheLayers what attention layers keep for each position
/// @param stateLayers what recurrent layers keep for each sequence
/// @param logits the result: one row per wanted token, as wide as the vocabulary
public record Program(
    List<Op> ops, List<CacheLayer> cacheLayers, List<StateLayer> stateLayers, Value logits) {

  /// Checks that values are written once, before they are read.
  ///
  /// @throws IllegalArgumentException if they are not
  public Program {
    ops = List.copyOf(ops);
    cacheLayers = List.copyOf(cacheLayers);
    stateLayers = List.copyOf(stateLayers);
    Set<Integer> written = new HashSet<>();
    for (Op op : ops) {
      for (Value in : op.inputs()) {
        if (!written.contains(in.id())) {
          throw new IllegalArgumentException("value %s is read before it is written".formatted(in));
        }
      }
      for (Value out : op.outputs()) {
        if (!written.add(out.id())) {
          throw new IllegalArgumentException("value %s is written twice".formatted(out));
        }
      }
    }
    if (!written.contains(logits.id())) {
      throw new IllegalArgumentException("the logits are never written");
    }
  }

  /// A program of attention layers only.
  public Program(List<Op> ops, List<CacheLayer> cacheLayers, Value logits) {
    this(ops, cacheLayers, List.of(), logits);
  }

  /// Other ops that keep the same things.
  Program withOps(List<Op> newOps, Value newLogits) {
    return new Program(newOps, cacheLayers, stateLayers, newLogits);
  }

  /// One more than the largest value id.
  public int valueCount() {
    int count = 0;
    for (Op op : ops) {
      for (Value out : op.outputs()) {
        count = Math.max(count, out.id() + 1);
      }
    }
    return count;
  }
}
