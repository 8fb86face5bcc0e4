package llamajar.text.template.value;

import org.jspecify.annotations.Nullable;

/// How JSON is laid out: the arguments of Python's `json.dumps`.
///
/// @param indent what each level is indented by; null: everything on one line
/// @param itemSeparator between elements
/// @param keySeparator between key and value
/// @param sortKeys whether keys are sorted
/// @param ascii whether other characters become escapes
public record JsonStyle(
    @Nullable String indent,
    String itemSeparator,
    String keySeparator,
    boolean sortKeys,
    boolean ascii) {

  /// On one line, with a space after commas and colons.
  public static final JsonStyle DEFAULT = new JsonStyle(null, ", ", ": ", false, false);

  /// On one line without spaces.
  public static final JsonStyle COMPACT = new JsonStyle(null, ",", ":", false, false);
}
