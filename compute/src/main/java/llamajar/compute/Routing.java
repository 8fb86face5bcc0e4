package llamajar.compute;

/// How rows choose experts.
///
/// @param gating what makes probabilities of logits
/// @param chosen how many experts a row uses
/// @param normalize whether the weights of the chosen experts are divided by their sum
/// @param scale factor on weights
/// @param groups into how many groups of neighbours experts are divided; 1: no groups
/// @param groupsChosen in how many of them a row looks for experts: those with the greatest sum of
///   their two best scores
public record Routing(
    Gating gating, int chosen, boolean normalize, float scale, int groups, int groupsChosen) {

  /// What makes probabilities of logits.
  public enum Gating {
    /// The softmax over all experts.
    SOFTMAX,
    /// The logistic function of each logit.
    SIGMOID,
    /// Experts are chosen by their logits; weights are the softmax over the chosen ones.
    CHOSEN_SOFTMAX
  }

  /// Without groups.
  public static Routing of(Gating gating, int chosen, boolean normalize, float scale) {
    return new Routing(gating, chosen, normalize, scale, 1, 1);
  }
}
