package llamajar.engine.synth;

/// Where a weight matrix is in a model: all that a quantizer's choice of its type depends on.
///
/// @param role what it is for
/// @param layer its transformer block, from 0; 0 too for matrices outside the blocks
/// @param layers transformer blocks of the model
/// @param headsPerKvHead query heads that share one key-value head
public record MatrixPlace(MatrixRole role, int layer, int layers, int headsPerKvHead) {

  /// Whether the block is in the first eighth.
  public boolean inFront() {
    return layer < layers / 8;
  }

  /// Whether the block is in the last eighth.
  public boolean inBack() {
    return layer >= 7 * layers / 8;
  }

  /// Whether the block is in the first or last eighth, or every third between.
  public boolean amongMore() {
    return inFront() || inBack() || (layer - layers / 8) % 3 == 2;
  }

  /// Whether keys and values are shared by so many queries that an error in them costs more.
  public boolean sharesKeysWidely() {
    return headsPerKvHead >= 4;
  }
}
