package llamajar.compute.cpu.x64.product;

/// How weights and activations lie for products with many columns.
///
/// A **panel** is some unpacked rows of weights. For each block of 32 weights of a row it has, for
/// `k = 0, 4, …, 28`, four bytes of each row, `[k / 4][row][4]`; then the scales of the rows and
/// what is subtracted from each weight, `[rows]` floats each.
///
/// A **tile** is some columns of activations. For each block it has `[k / 4][column][4]` int8, the
/// scales, and scales times sums, `[columns]` floats each.
///
/// Types with a scale for each 16 weights use blocks of 16.
///
/// @param rows of a panel
/// @param columns of a tile
/// @param block weights of a row with one scale
/// @param precise whether activations have 16 bits: then the tile has a second set of int8, the low
///   bytes, behind the first
record PanelLayout(int rows, int columns, int block, boolean precise) {
  /// Bytes of an unpacked group of a row before panels are made of it: 256 bytes, 16 scales, 16 of
  /// what is subtracted.
  static final int BUFFER_ROW = 256 + 64 + 64;

  /// Bytes of a block of a panel.
  int panelBytes() {
    return block * rows + 2 * 4 * rows;
  }

  /// Bytes of a block of a tile.
  int tileBytes() {
    return codeBytes() + 2 * 4 * columns;
  }

  /// Bytes of the activations of a block of a tile, without scales and sums.
  int codeBytes() {
    return (precise ? 2 : 1) * block * columns;
  }

  /// A number from 0 to 3, for arrays of kernels for the same shape.
  int variant() {
    return (precise ? 2 : 0) + (block == 16 ? 1 : 0);
  }

  int blocks(int rowLength) {
    return rowLength / block;
  }

  /// Bytes of an unpacked group of all rows.
  int bufferBytes() {
    return BUFFER_ROW * rows;
  }
}
