package llamajar.text.template.syntax;

/// Which filters and tests there are.
public interface Vocabulary {
  /// Whether there is a filter of that name.
  boolean hasFilter(String name);

  /// Whether there is a test of that name.
  boolean hasTest(String name);
}
