package llamajar.testkit.x64;

import java.util.Arrays;

/// The tiles of AMX: up to 16 rows of 64 bytes each.
final class TileRegisters {
  private static final int TILES = 8;
  private static final int MOST_ROWS = 16;
  private static final int ROW = 64;
  private static final int CONFIGURATION_BYTES = 64;
  private static final int FIRST_ROW_BYTES = 16;
  private static final int FIRST_ROWS = 48;

  /// A product of two elements of 32 bits: four bytes each, or two bfloat16.
  @FunctionalInterface
  interface Dot {
    int of(int accumulated, int left, int right);
  }

  private final byte[][] data = new byte[TILES][MOST_ROWS * ROW];
  private final int[] rows = new int[TILES];
  private final int[] rowBytes = new int[TILES];
  private boolean configured;

  boolean isConfigured() {
    return configured;
  }

  void release() {
    configured = false;
  }

  /// `ldtilecfg`: 64 bytes with the palette, bytes of a row of each tile, and rows.
  void configure(long address) {
    byte[] configuration = new byte[CONFIGURATION_BYTES];
    Memory.read(address, configuration, 0, CONFIGURATION_BYTES);
    if (configuration[0] != 1) {
      throw new IllegalStateException("palette %d of tiles".formatted(configuration[0]));
    }
    for (int t = 0; t < TILES; t++) {
      rowBytes[t] =
          (configuration[FIRST_ROW_BYTES + 2 * t] & 0xFF)
              | ((configuration[FIRST_ROW_BYTES + 2 * t + 1] & 0xFF) << 8);
      rows[t] = configuration[FIRST_ROWS + t] & 0xFF;
      if (rowBytes[t] > ROW || rows[t] > MOST_ROWS || (rowBytes[t] & 3) != 0) {
        throw new IllegalStateException(
            "tile %d with %d rows of %d bytes".formatted(t, rows[t], rowBytes[t]));
      }
      Arrays.fill(data[t], (byte) 0);
    }
    configured = true;
  }

  void zero(int tile) {
    requireConfigured(tile);
    Arrays.fill(data[tile], (byte) 0);
  }

  void load(int tile, long address, long stride) {
    zero(tile);
    for (int r = 0; r < rows[tile]; r++) {
      Memory.read(address + r * stride, data[tile], ROW * r, rowBytes[tile]);
    }
  }

  void store(int tile, long address, long stride) {
    requireConfigured(tile);
    for (int r = 0; r < rows[tile]; r++) {
      Memory.write(address + r * stride, data[tile], ROW * r, rowBytes[tile]);
    }
  }

  /// `c[m][n] += Σ_k a[m][k] · b[k][n]` with elements of 32 bits.
  void multiply(int c, int a, int b, Dot dot) {
    checkShapes(c, a, b);
    for (int m = 0; m < rows[c]; m++) {
      for (int n = 0; n < rowBytes[c] / 4; n++) {
        int sum = word(c, m, n);
        for (int k = 0; k < rowBytes[a] / 4; k++) {
          sum = dot.of(sum, word(a, m, k), word(b, k, n));
        }
        setWord(c, m, n, sum);
      }
    }
  }

  /// `tdpbf16ps`: even and odd elements are summed separately, then added to `c`.
  void multiplyBfloat16(int c, int a, int b) {
    checkShapes(c, a, b);
    for (int m = 0; m < rows[c]; m++) {
      for (int n = 0; n < rowBytes[c] / 4; n++) {
        float even = 0;
        float odd = 0;
        for (int k = 0; k < rowBytes[a] / 4; k++) {
          int left = word(a, m, k);
          int right = word(b, k, n);
          even = Floats.multiplyAddFlushed(Floats.lowBfloat(left), Floats.lowBfloat(right), even);
          odd = Floats.multiplyAddFlushed(Floats.highBfloat(left), Floats.highBfloat(right), odd);
        }
        float sum = Floats.flushed(Floats.flushed(even + odd) + wordAsFloat(c, m, n));
        setWord(c, m, n, Float.floatToRawIntBits(sum));
      }
    }
  }

  private void checkShapes(int c, int a, int b) {
    requireConfigured(c);
    if (c == a || c == b || a == b) {
      throw new IllegalStateException("a product of tiles needs three different ones");
    }
    if (rows[a] != rows[c] || rowBytes[b] != rowBytes[c] || rows[b] != rowBytes[a] / 4) {
      throw new IllegalStateException("shapes of the tiles %d, %d, %d".formatted(c, a, b));
    }
  }

  private void requireConfigured(int tile) {
    if (!configured || rows[tile] == 0 || rowBytes[tile] == 0) {
      throw new IllegalStateException("tile %d is not configured".formatted(tile));
    }
  }

  private int word(int tile, int row, int index) {
    byte[] bytes = data[tile];
    int at = ROW * row + 4 * index;
    return (bytes[at] & 0xFF)
        | ((bytes[at + 1] & 0xFF) << 8)
        | ((bytes[at + 2] & 0xFF) << 16)
        | (bytes[at + 3] << 24);
  }

  private float wordAsFloat(int tile, int row, int index) {
    return Float.intBitsToFloat(word(tile, row, index));
  }

  private void setWord(int tile, int row, int index, int value) {
    for (int i = 0; i < 4; i++) {
      data[tile][ROW * row + 4 * index + i] = (byte) (value >> (8 * i));
    }
  }
}
