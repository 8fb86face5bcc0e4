package llamajar.engine.architecture;

import java.util.Locale;
import java.util.Optional;

/// How the hidden states of a text's tokens become its embedding. In the order of the numbers in
/// files, from 0.
public enum Pooling {
  /// Not at all: each token has a vector of its own.
  NONE,
  /// Their mean.
  MEAN,
  /// That of the first token.
  CLS,
  /// That of the last token.
  LAST,
  /// A score for how well a document answers a query, from the first token.
  RANK;

  /// The name by which users choose it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The pooling with a name, or empty.
  public static Optional<Pooling> labelled(String label) {
    for (Pooling pooling : values()) {
      if (pooling.label().equals(label)) {
        return Optional.of(pooling);
      }
    }
    return Optional.empty();
  }

  /// Whether one token's row is enough, which may then be the only one computed to the end.
  public boolean needsOneRow() {
    return switch (this) {
      case CLS, LAST, RANK -> true;
      case NONE, MEAN -> false;
    };
  }
}
