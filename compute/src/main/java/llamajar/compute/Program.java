package llamajar.compute;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The forward pass of a model: what happens to each token's row from its embedding to its logits.
///
/// @param ops in the order of execution
/// @param cacheLayers what attention layers keep for each position
/// @param stateLayers what recurrent layers keep for each sequence
/// @param results what is read when all ops are done; the first one of a whole model are its
///   logits: one row per wanted token, as wide as the vocabulary; for embeddings, a hidden state or
///   a score instead
public record Program(
    List<Op> ops, List<CacheLayer> cacheLayers, List<StateLayer> stateLayers, List<Value> results) {

  /// Checks that values are written once, before they are read, and those that are given first.
  ///
  /// @throws IllegalArgumentException if they are not
  public Program {
    ops = List.copyOf(ops);
    cacheLayers = List.copyOf(cacheLayers);
    stateLayers = List.copyOf(stateLayers);
    results = List.copyOf(results);
    Set<Integer> written = new HashSet<>();
    boolean computes = false;
    for (Op op : ops) {
      if (op instanceof Op.Given && computes) {
        throw new IllegalArgumentException("%s comes after ops that compute".formatted(op));
      }
      computes |= !(op instanceof Op.Given);
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
    if (results.isEmpty() || !results.stream().allMatch(value -> written.contains(value.id()))) {
      throw new IllegalArgumentException("the results are never written");
    }
  }

  /// A program with one result.
  public Program(
      List<Op> ops, List<CacheLayer> cacheLayers, List<StateLayer> stateLayers, Value logits) {
    this(ops, cacheLayers, stateLayers, List.of(logits));
  }

  /// A program of attention layers only.
  public Program(List<Op> ops, List<CacheLayer> cacheLayers, Value logits) {
    this(ops, cacheLayers, List.of(), logits);
  }

  /// The first result.
  public Value logits() {
    return results.getFirst();
  }

  /// Other ops that keep the same things.
  Program withOps(List<Op> newOps, List<Value> newResults) {
    return new Program(newOps, cacheLayers, stateLayers, newResults);
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
