package llamajar.compute.cpu.x64;

/// How weights and activations lie for products with many columns.
///
/// A **panel** is 16 rows of weights, unpacked. For each block of 32 weights of a row it has, for
/// `k = 0, 4, …, 28`, four bytes of each row, `[k / 4][row][4]`; then the scales of the rows and
/// what is subtracted from each weight, `[16]` floats each.
///
/// A **tile** is 12 columns of activations. For each block it has `[k / 4][column][4]` int8, the
/// scales, and scales times sums, `[12]` floats each.
///
/// Types with a scale for each 16 weights use blocks of 16.
record PanelLayout(int block) {
  /// Rows of a panel.
  static final int ROWS = 16;

  /// Columns of a tile.
  static final int COLUMNS = 12;

  static PanelLayout of(boolean fine) {
    return new PanelLayout(fine ? 16 : 32);
  }

  /// Bytes of a block of a panel.
  int panelBytes() {
    return block * ROWS + 2 * 4 * ROWS;
  }

  /// Bytes of a block of a tile.
  int tileBytes() {
    return block * COLUMNS + 2 * 4 * COLUMNS;
  }

  /// A number for arrays: 1 for blocks of 16.
  int variant() {
    return block == 16 ? 1 : 0;
  }

  int blocks(int rowLength) {
    return rowLength / block;
  }
}
