package llamajar.engine.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The stages whose order users choose; the constants are in the default order.
public enum SamplerKind {
  /// Repeat, frequency and presence penalties.
  PENALTIES("penalties", 'e'),
  /// Don't Repeat Yourself: penalties for continuing a repetition.
  DRY("dry", 'd'),
  /// Cuts at a number of standard deviations below the largest logit.
  TOP_N_SIGMA("top_n_sigma", 's'),
  /// Keeps a number of the most probable tokens.
  TOP_K("top_k", 'k'),
  /// Keeps what is about as surprising as the distribution is on average.
  TYPICAL_P("typ_p", 'y'),
  /// Keeps the most probable tokens up to a sum of probabilities.
  TOP_P("top_p", 'p'),
  /// Keeps what reaches a share of the largest probability.
  MIN_P("min_p", 'm'),
  /// Exclude Top Choices: sometimes removes the most probable tokens.
  XTC("xtc", 'x'),
  /// Sharpens or flattens the distribution.
  TEMPERATURE("temperature", 't');

  /// Other names that users may know.
  private static final Map<String, SamplerKind> ALIASES =
      Map.of(
          "typical", TYPICAL_P,
          "typical_p", TYPICAL_P,
          "typ", TYPICAL_P,
          "nucleus", TOP_P,
          "temp", TEMPERATURE);

  private final String spelling;
  private final char letter;

  SamplerKind(String spelling, char letter) {
    this.spelling = spelling;
    this.letter = letter;
  }

  /// The name by which users choose it, such as `top_k`.
  public String spelling() {
    return spelling;
  }

  /// All stages in the order that applies unless another is chosen.
  public static List<SamplerKind> defaultOrder() {
    return List.of(values());
  }

  /// Reads an order as `--samplers` takes it: names between semicolons, such as
  /// `top_k;top_p;temperature`. Hyphens count as underscores; an empty text means no stage at all.
  ///
  /// @throws IllegalArgumentException if a name is unknown
  public static List<SamplerKind> parseNames(String names) {
    List<SamplerKind> order = new ArrayList<>();
    for (String name : names.split(";", -1)) {
      if (!name.isBlank()) {
        order.add(named(name.strip()));
      }
    }
    return List.copyOf(order);
  }

  /// Reads an order as `--sampling-seq` takes it: one letter per stage, such as `edskypmxt`.
  ///
  /// @throws IllegalArgumentException if a letter is unknown
  public static List<SamplerKind> parseLetters(String letters) {
    return letters.chars().mapToObj(letter -> lettered((char) letter)).toList();
  }

  private static SamplerKind named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('-', '_');
    for (SamplerKind kind : values()) {
      if (kind.spelling.equals(wanted)) {
        return kind;
      }
    }
    SamplerKind alias = ALIASES.get(wanted);
    if (alias != null) {
      return alias;
    }
    throw new IllegalArgumentException(
        String.format(
            "unknown sampler '%s': choose from %s",
            name,
            Arrays.stream(values()).map(SamplerKind::spelling).collect(Collectors.joining(", "))));
  }

  private static SamplerKind lettered(char letter) {
    for (SamplerKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "unknown sampler letter '%s': choose from %s",
            letter,
            Arrays.stream(values())
                .map(kind -> kind.letter + " (" + kind.spelling + ")")
                .collect(Collectors.joining(", "))));
  }
}
