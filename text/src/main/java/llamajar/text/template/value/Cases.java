package llamajar.text.template.value;

import java.util.Locale;

/// Upper and lower case as Python does it.
public final class Cases {
  private static final String SHARP_S = "\u00DF";

  private Cases() {}

  /// `str.capitalize`.
  public static String capitalized(String string) {
    if (string.isEmpty()) {
      return string;
    }
    int first = string.codePointAt(0);
    return titled(first) + string.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
  }

  /// `str.title`: the first letter of each run of letters is upper case.
  public static String title(String string) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int point : string.codePoints().toArray()) {
      out.append(inWord ? lower(point) : titled(point));
      inWord = Characters.isCased(point);
    }
    return out.toString();
  }

  static String swapped(String string) {
    StringBuilder out = new StringBuilder();
    for (int point : string.codePoints().toArray()) {
      String one = Character.toString(point);
      out.append(Character.isUpperCase(point) ? lower(point) : one.toUpperCase(Locale.ROOT));
    }
    return out.toString();
  }

  static String folded(String string) {
    return string.toLowerCase(Locale.ROOT).replace(SHARP_S, "ss");
  }

  private static String lower(int point) {
    return Character.toString(point).toLowerCase(Locale.ROOT);
  }

  private static String titled(int point) {
    return point == SHARP_S.charAt(0) ? "Ss" : Character.toString(Character.toTitleCase(point));
  }
}
