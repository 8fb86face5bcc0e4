package llamajar.text.template.value;

/// A string. Python counts code points, Java counts UTF-16 units; positions here are code points.
///
/// @param string the characters
public record Text(String string) implements Value {
  /// The empty string.
  public static final Text EMPTY = new Text("");

  /// Number of code points.
  public int length() {
    return string.codePointCount(0, string.length());
  }

  /// The code points from one position to another, as a string.
  public Text substring(int from, int to) {
    if (length() == string.length()) {
      return new Text(string.substring(from, to));
    }
    int start = string.offsetByCodePoints(0, from);
    return new Text(string.substring(start, string.offsetByCodePoints(start, to - from)));
  }

  @Override
  public String typeName() {
    return "str";
  }

  @Override
  public boolean truth() {
    return !string.isEmpty();
  }
}
