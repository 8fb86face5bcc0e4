package llamajar.text.tokenizer;

import java.util.Set;

/// Which special tokens swallow the white space beside them when their spelling is found in a text.
/// Files don't say; some models need it.
///
/// @param leftOf spellings of the tokens that swallow white space on their left
/// @param rightOfAll whether all special tokens swallow white space on their right
/// @param exceptRightOf spellings of the tokens that then don't
public record SpaceTrimming(Set<String> leftOf, boolean rightOfAll, Set<String> exceptRightOf) {
  /// No token swallows anything.
  public static final SpaceTrimming NONE = new SpaceTrimming(Set.of(), false, Set.of());

  /// Keeps copies of the sets.
  public SpaceTrimming {
    leftOf = Set.copyOf(leftOf);
    exceptRightOf = Set.copyOf(exceptRightOf);
  }

  /// White space on the left of the given tokens is swallowed.
  public static SpaceTrimming leftOf(String... spellings) {
    return new SpaceTrimming(Set.of(spellings), false, Set.of());
  }

  /// White space on the right of all special tokens but the given ones is swallowed.
  public static SpaceTrimming rightOfAllBut(String... spellings) {
    return new SpaceTrimming(Set.of(), true, Set.of(spellings));
  }

  boolean trimsLeft(String spelling) {
    return leftOf.contains(spelling);
  }

  boolean trimsRight(String spelling) {
    return rightOfAll && !exceptRightOf.contains(spelling);
  }
}
