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
///
/// @param block weights with one scale: 16 or 32
/// @param precise whether activations have 16 bits: then the tile has a second set of int8, the low
///   bytes, behind the first
record PanelLayout(int block, boolean precise) {
  /// Rows of a panel.
  static final int ROWS = 16;

  /// Columns of a tile.
  static final int COLUMNS = 12;

  static PanelLayout of(boolean fine, boolean precise) {
    return new PanelLayout(fine ? 16 : 32, precise);
  }

  /// The layout with a number from 0 to 3, see [#variant()].
  static PanelLayout ofVariant(int variant) {
    return of(variant % 2 == 1, variant / 2 == 1);
  }

  /// Bytes of a block of a panel.
  int panelBytes() {
    return block * ROWS + 2 * 4 * ROWS;
  }

  /// Bytes of a block of a tile.
  int tileBytes() {
    return codeBytes() + 2 * 4 * COLUMNS;
  }

  /// Bytes of the activations of a block of a tile, without scales and sums.
  int codeBytes() {
    return (precise ? 2 : 1) * block * COLUMNS;
  }

  /// A number for arrays.
  int variant() {
    return (precise ? 2 : 0) + (block == 16 ? 1 : 0);
  }

  int blocks(int rowLength) {
    return rowLength / block;
  }
}
