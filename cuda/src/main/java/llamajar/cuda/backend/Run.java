package llamajar.cuda.backend;

import llamajar.compute.Value;

/// What steps are told about the batch that runs.
///
/// @param tokens tokens of the batch
/// @param outputs tokens whose logits are wanted
/// @param store where keys and values are
/// @param inTiles whether attention computes tiles of rows, rather than row by row
/// @param bestOnly whether of the logits no more is wanted than which are largest
record Run(int tokens, int outputs, CudaKvStore store, boolean inTiles, boolean bestOnly) {

  /// How many rows a value has.
  int rows(Value value) {
    return switch (value.rows()) {
      case TOKENS -> tokens;
      case OUTPUTS -> outputs;
    };
  }

  /// How many numbers a value has.
  long count(Value value) {
    return (long) rows(value) * value.width();
  }
}
