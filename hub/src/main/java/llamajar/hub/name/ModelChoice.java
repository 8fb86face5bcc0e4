package llamajar.hub.name;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Which model of a repository is taken, and why.
///
/// @param model the one
/// @param reason a sentence for the user; empty if it was named
public record ModelChoice(ModelFiles model, String reason) {
  private static final long GIB = 1L << 30;

  /// The first types count as if they were this much smaller than they are, because newer ones make
  /// more of the same size.
  private static final double OLD_TYPE_WORTH = 0.93;

  private static final int MOST_LISTED = 24;

  /// The model that a reference names.
  ///
  /// @throws HubException if there is none, or several
  public static ModelChoice named(ModelCatalog catalog, RepoId repo, String wanted)
      throws HubException {
    requireModels(catalog, repo);
    List<ModelFiles> found = catalog.models().stream().filter(m -> m.hasFile(wanted)).toList();
    if (found.isEmpty()) {
      found =
          catalog.models().stream().filter(m -> m.quantization().equalsIgnoreCase(wanted)).toList();
    }
    if (found.isEmpty()) {
      found =
          catalog.models().stream()
              .filter(m -> QuantizationName.matches(m.quantization(), wanted))
              .toList();
    }
    if (found.size() == 1) {
      return new ModelChoice(found.getFirst(), "");
    }
    if (found.isEmpty()) {
      throw new HubException(
          "%s has no '%s'; there are: %s".formatted(repo, wanted, listed(catalog.models())));
    }
    throw new HubException(
        "%s has several '%s'; name the file instead: %s"
            .formatted(
                repo,
                wanted,
                found.stream()
                    .limit(MOST_LISTED)
                    .map(ModelFiles::first)
                    .collect(Collectors.joining(", "))));
  }

  /// The best model that fits into memory: the largest quantized one, and one of floats only if
  /// there is no other.
  ///
  /// Beside the weights, an eighth of the memory (1 GiB at least) is left for keys, values and what
  /// else the program needs.
  ///
  /// @param available bytes of memory that can be had
  /// @throws HubException if none fits
  public static ModelChoice best(ModelCatalog catalog, RepoId repo, long available)
      throws HubException {
    requireModels(catalog, repo);
    List<ModelFiles> models = catalog.models();
    long room = Math.max(GIB, available / 8);
    long most = available - room;
    Comparator<ModelFiles> worth = Comparator.comparingDouble(ModelChoice::worth);
    ModelFiles best = models.stream().filter(m -> m.bytes() <= most).max(worth).orElse(null);
    if (best == null) {
      throw new HubException(
          "%s: no model fits into memory: the smallest is %s, and of %s available %s must stay free; name one (%s:%s) to take it all the same"
              .formatted(
                  repo,
                  models.getFirst().described(),
                  Sizes.text(available),
                  Sizes.text(room),
                  repo,
                  models.getFirst().quantization()));
    }
    if (models.size() == 1) {
      return new ModelChoice(best, "%s is the only model there".formatted(best.described()));
    }
    String others =
        models.stream()
            .filter(m -> m.bytes() > most && worth(m) > worth(best))
            .min(worth)
            .map(m -> "; %s would not fit".formatted(m.described()))
            .orElse("");
    return new ModelChoice(
        best,
        "%s is the best of %d that fits: %s of memory are available, %s of them stay free for the context%s"
            .formatted(
                best.described(), models.size(), Sizes.text(available), Sizes.text(room), others));
  }

  private static double worth(ModelFiles model) {
    if (QuantizationName.isFloat(model.quantization())) {
      // Twice the size of Q8_0 for answers that nobody can tell apart; the smaller the better.
      return -model.bytes();
    }
    double bytes = model.bytes();
    return QuantizationName.isOld(model.quantization()) ? bytes * OLD_TYPE_WORTH : bytes;
  }

  private static void requireModels(ModelCatalog catalog, RepoId repo) throws HubException {
    if (catalog.models().isEmpty()) {
      throw new HubException(
          "%s has no model in GGUF format; look for a repository whose name ends in -GGUF"
              .formatted(repo));
    }
  }

  private static String listed(List<ModelFiles> models) {
    String names =
        models.stream()
            .limit(MOST_LISTED)
            .map(ModelFiles::described)
            .collect(Collectors.joining(", "));
    return models.size() > MOST_LISTED
        ? names + " and %d more".formatted(models.size() - MOST_LISTED)
        : names;
  }
}
