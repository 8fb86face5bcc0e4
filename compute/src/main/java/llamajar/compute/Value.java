package llamajar.compute;

/// The result of one op: a float32 matrix, row-major, `[rows × width]`.
///
/// @param id number of the value, unique in its program, counted from 0
/// @param width floats per row
/// @param rows what a row stands for
public record Value(int id, int width, Rows rows) {

  /// What the rows of a value stand for; their number is known when a batch runs.
  public enum Rows {
    /// One row per token of the batch.
    TOKENS,
    /// One row per token whose logits are wanted.
    OUTPUTS
  }
}
