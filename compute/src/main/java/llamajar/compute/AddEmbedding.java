package llamajar.compute;

import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;

/// `out[r] = in[r] + table[index(r)]`: adds what doesn't depend on the token itself.
///
/// @param table `[width, indices]`
/// @param index which row of the table
public record AddEmbedding(Value in, Tensor table, Index index, Value out) implements Op {

  /// Which row of the table belongs to a row of the batch.
  public enum Index {
    /// That of its position in its sequence.
    POSITION,
    /// The first, for all: what tokens of an undivided text have as their type.
    FIRST
  }

  @Override
  public List<Value> inputs() {
    return List.of(in);
  }

  @Override
  public List<Value> outputs() {
    return List.of(out);
  }

  @Override
  public List<Tensor> weights() {
    return List.of(table);
  }

  @Override
  public Op withValues(UnaryOperator<Value> rename) {
    return new AddEmbedding(rename.apply(in), table, index, rename.apply(out));
  }
}
