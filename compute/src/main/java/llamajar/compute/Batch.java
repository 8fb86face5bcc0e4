package llamajar.compute;

/// The tokens of one run, in order. Reused from run to run, so that generating allocates nothing.
public final class Batch {
  private final int[] tokens;
  private final int[] positions;
  private final BlockTable[] tables;
  private final int[] outputRows;
  private int size;
  private int outputCount;
  private RowArithmetic arithmetic = RowArithmetic.FASTEST;

  /// An empty batch for up to `capacity` tokens.
  public Batch(int capacity) {
    tokens = new int[capacity];
    positions = new int[capacity];
    tables = new BlockTable[capacity];
    outputRows = new int[capacity];
  }

  /// Removes all tokens. Rows are computed in the fastest way.
  public void clear() {
    clear(RowArithmetic.FASTEST);
  }

  /// Removes all tokens, and chooses how the next ones are computed.
  public void clear(RowArithmetic newArithmetic) {
    size = 0;
    outputCount = 0;
    arithmetic = newArithmetic;
  }

  /// How rows are computed.
  public RowArithmetic arithmetic() {
    return arithmetic;
  }

  /// Appends a token. Tokens of one sequence must come in order of their positions, without gaps,
  /// and next to each other.
  ///
  /// @param token its id
  /// @param position its place in its sequence, from 0
  /// @param table where the sequence's positions are stored; must cover `position`
  /// @param wantsLogits whether a row of logits is wanted
  public void add(int token, int position, BlockTable table, boolean wantsLogits) {
    tokens[size] = token;
    positions[size] = position;
    tables[size] = table;
    if (wantsLogits) {
      outputRows[outputCount++] = size;
    }
    size++;
  }

  /// Most tokens this batch can hold.
  public int capacity() {
    return tokens.length;
  }

  /// Number of tokens.
  public int size() {
    return size;
  }

  /// Number of tokens whose logits are wanted.
  public int outputCount() {
    return outputCount;
  }

  /// The row of the `index`-th token whose logits are wanted.
  public int outputRow(int index) {
    return outputRows[index];
  }

  /// Token id of a row.
  public int token(int row) {
    return tokens[row];
  }

  /// Position of a row in its sequence.
  public int position(int row) {
    return positions[row];
  }

  /// One past the last position that this batch has of the row's sequence.
  public int sequenceEnd(int row) {
    int last = row;
    while (last + 1 < size && tables[last + 1] == tables[row]) {
      last++;
    }
    return positions[last] + 1;
  }

  /// Where the sequence of a row is stored.
  public BlockTable table(int row) {
    return tables[row];
  }
}
