package llamajar.text.template.run;

import llamajar.text.template.syntax.Vocabulary;

/// The filters and tests that there are.
public enum KnownNames implements Vocabulary {
  /// All of them.
  ALL;

  @Override
  public boolean hasFilter(String name) {
    return Filters.named(name) != null;
  }

  @Override
  public boolean hasTest(String name) {
    return Tests.named(name) != null;
  }
}
