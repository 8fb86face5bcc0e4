package llamajar.compute.cpu.x64.product;

/// How weights and activations lie for products with AMX, as bfloat16.
///
/// A **panel** is up to 32 unpacked rows of weights. For each 32 weights of a row (a step) it has
/// two tiles, of 16 rows each: `[row][32]`.
///
/// A **column tile** is 16 columns of activations. For each step it has a tile `[k /
/// 2][column][2]`, the order in which `tdpbf16ps` wants its second source.
///
/// All tiles are of 16 rows of 64 bytes, and lie one behind the other: a stride of a whole row
/// would put the rows of a tile into the same few sets of the cache.
final class AmxLayout {
  /// Weights of a row in a tile.
  static final int STEP = 32;

  /// Bytes of a row of a tile.
  static final int TILE_ROW = 64;

  /// Bytes of a tile.
  static final int TILE_BYTES = 1024;

  /// Rows in a tile of weights.
  static final int TILE_ROWS = 16;

  /// Rows of a panel.
  static final int PANEL_ROWS = 2 * TILE_ROWS;

  /// Bytes of a step of a panel.
  static final int PANEL_STEP = 2 * TILE_BYTES;

  /// Columns in a tile of activations.
  static final int COLUMNS = 16;

  private AmxLayout() {}

  /// Steps of a row, whose length is a multiple of [#STEP].
  static int steps(int rowLength) {
    return rowLength / STEP;
  }

  static long panelBytes(int rowLength) {
    return (long) steps(rowLength) * PANEL_STEP;
  }

  static long columnTileBytes(int rowLength) {
    return (long) steps(rowLength) * TILE_BYTES;
  }
}
