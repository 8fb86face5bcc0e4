package llamajar.compute.cpu.x64.attention;

import llamajar.compute.KvStore;

/// What kernels know about a tile of queries and the block of the cache that it looks at: offsets
/// in the parameter block.
///
/// They are behind the parameters of row kernels, which are called in between.
///
/// The queries are those of several rows; of one row all heads, then the next row. Each query has a
/// row of scores, one for each position of the block, and a state: the greatest score so far, and
/// the sum of all weights relative to it, both floats.
final class Tile {
  /// Bytes of the scores of a query.
  static final int SCORE_BYTES = Float.BYTES * KvStore.BLOCK_POSITIONS;

  /// Bytes of the state of a query.
  static final int STATE_BYTES = 2 * Float.BYTES;

  /// Addresses, and bytes from one query to the next.
  static final int QUERIES = 64;

  static final int QUERY_STRIDE = 72;
  static final int RESULTS = 80;
  static final int RESULT_STRIDE = 88;
  static final int SCORES = 96;
  static final int STATES = 104;

  /// Rows, queries of a row; and the number of all queries as `4 · quads + 2 · pairs + singles`.
  static final int ROWS = 112;

  static final int GROUP = 120;
  static final int QUADS = 128;
  static final int PAIRS = 136;
  static final int SINGLES = 144;

  /// Length of keys in whole vectors, and bits of the lanes behind them.
  static final int KEY_VECTORS = 152;

  static final int KEY_REST = 160;

  /// Length of values in fours of vectors; in vectors behind these; bits of the lanes of the last.
  static final int VALUE_QUADS = 168;

  static final int VALUE_SINGLES = 176;
  static final int VALUE_REST = 184;

  /// Keys: address, bytes from one position to the next, number of sixteens of positions, and where
  /// in a row of scores they start, in bytes.
  static final int KEYS = 192;

  static final int KEY_STRIDE = 200;
  static final int KEY_SIXTEENS = 208;
  static final int KEY_SCORES = 216;

  /// Values: address, bytes from one position to the next, number of positions, and where in a row
  /// of scores they start, in bytes.
  static final int VALUES = 224;

  static final int VALUE_STRIDE = 232;
  static final int POSITIONS = 240;
  static final int VALUE_SCORES = 248;

  /// Where queries come from or results go to: address, bytes from row to row and from head to
  /// head, whole vectors of a head, and bits of the lanes behind them; factor on queries, a float.
  static final int ROW = 264;

  static final int ROW_BYTES = 272;
  static final int HEAD_BYTES = 280;
  static final int HEAD_VECTORS = 288;
  static final int HEAD_REST = 296;
  static final int SCALE = 304;

  /// Address of memory for a block's keys as floats, and of that for its values. Kernels don't need
  /// them.
  static final int WIDE_KEYS = 312;

  static final int WIDE_VALUES = 320;

  /// For each row 64 bits: the positions of the block that it sees.
  static final int VISIBLE = 328;

  /// Most rows.
  static final int MOST_ROWS = 16;

  private Tile() {}
}
