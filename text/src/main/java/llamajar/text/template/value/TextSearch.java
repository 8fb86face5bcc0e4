package llamajar.text.template.value;

import llamajar.text.template.guard.Budget;

/// Finds one string in another in time linear in both, whatever they are: `String.indexOf` takes
/// the product of their lengths for texts made to slow it down.
public final class TextSearch {
  /// Up to here the product is small.
  private static final int SHORT_NEEDLE = 32;

  private TextSearch() {}

  /// First place of a string from an index on, both in UTF-16 units; -1 if there is none.
  public static int indexOf(String text, String needle, int from, Budget budget) {
    if (needle.length() <= SHORT_NEEDLE) {
      int found = text.indexOf(needle, from);
      budget.scan((found < 0 ? text.length() : found) - (long) from);
      return found;
    }
    if (needle.length() > text.length() - from) {
      return -1;
    }
    budget.scan(text.length() - from + (long) needle.length());
    return knuthMorrisPratt(text, needle, from);
  }

  /// Last place of a string that ends at an index or before; -1 if there is none.
  public static int lastIndexOf(String text, String needle, int end, Budget budget) {
    if (needle.length() <= SHORT_NEEDLE) {
      int found = text.lastIndexOf(needle, end - needle.length());
      budget.scan(end - (long) Math.max(0, found));
      return found;
    }
    budget.scan(2L * text.length());
    String reversed = new StringBuilder(text.substring(0, end)).reverse().toString();
    String mirrored = new StringBuilder(needle).reverse().toString();
    int found =
        reversed.length() < mirrored.length() ? -1 : knuthMorrisPratt(reversed, mirrored, 0);
    return found < 0 ? -1 : end - found - needle.length();
  }

  private static int knuthMorrisPratt(String text, String needle, int from) {
    int[] fallback = new int[needle.length()];
    for (int i = 1, matched = 0; i < needle.length(); i++) {
      while (matched > 0 && needle.charAt(i) != needle.charAt(matched)) {
        matched = fallback[matched - 1];
      }
      if (needle.charAt(i) == needle.charAt(matched)) {
        matched++;
      }
      fallback[i] = matched;
    }
    for (int i = from, matched = 0; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != needle.charAt(matched)) {
        matched = fallback[matched - 1];
      }
      if (text.charAt(i) == needle.charAt(matched)) {
        matched++;
      }
      if (matched == needle.length()) {
        return i - matched + 1;
      }
    }
    return -1;
  }
}
