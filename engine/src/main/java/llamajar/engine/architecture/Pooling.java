package llamajar.engine.architecture;

import java.util.Locale;
import java.util.Optional;

/// How the hidden states of a text's tokens become its embedding.
public enum Pooling {
  /// Not at all: each token has a vector of its own.
  NONE(0),
  /// Their mean.
  MEAN(1),
  /// That of the first token.
  CLS(2),
  /// That of the last token.
  LAST(3),
  /// A score for how well a document answers a query, from the first token.
  RANK(4);

  private final int number;

  Pooling(int number) {
    this.number = number;
  }

  /// The number that stands for it in files.
  public int number() {
    return number;
  }

  /// The pooling with a number, or empty.
  public static Optional<Pooling> numbered(int number) {
    for (Pooling pooling : values()) {
      if (pooling.number == number) {
        return Optional.of(pooling);
      }
    }
    return Optional.empty();
  }

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
