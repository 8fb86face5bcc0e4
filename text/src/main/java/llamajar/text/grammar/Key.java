package llamajar.text.grammar;

import java.util.Arrays;

/// Numbers as a key of a map.
final class Key {
  private final int[] values;
  private final int hash;

  /// @param values not copied; must not change afterwards
  Key(int[] values) {
    this.values = values;
    hash = Arrays.hashCode(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && hash == key.hash && Arrays.equals(values, key.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
