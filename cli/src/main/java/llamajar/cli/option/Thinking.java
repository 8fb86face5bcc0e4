package llamajar.cli.option;

import java.util.Locale;

/// What becomes of a model's thoughts.
public enum Thinking {
  /// They are shown, dimmed.
  ON,
  /// The model is asked not to think, where its template can do that.
  OFF,
  /// The model thinks, but nobody sees it.
  HIDE;

  /// From what the user wrote.
  ///
  /// @throws UsageException if it is none of them
  public static Thinking of(String word) {
    return switch (word) {
      case "on" -> ON;
      case "off" -> OFF;
      case "hide" -> HIDE;
      default -> throw new UsageException("--think: '%s' is not on, off or hide".formatted(word));
    };
  }

  /// How the user writes it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
