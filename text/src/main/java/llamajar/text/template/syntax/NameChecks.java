package llamajar.text.template.syntax;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// What is noted about names while a template is parsed: filters and tests that are not there,
/// which fail at once unless a condition guards them, and the names that are special inside of
/// macros.
final class NameChecks {
  private static final Set<String> SPECIAL_NAMES = Set.of("varargs", "kwargs", "caller");

  /// @param conditions number of conditions around
  /// @param unknown what was wrong then
  record Mark(int conditions, @Nullable TemplateException unknown) {}

  private final TokenStream tokens;
  private final Vocabulary vocabulary;
  private int conditions;
  private @Nullable TemplateException unknown;
  private Set<String> specialNames = new HashSet<>();

  NameChecks(TokenStream tokens, Vocabulary vocabulary) {
    this.tokens = tokens;
    this.vocabulary = vocabulary;
  }

  /// What `parse` reads is only evaluated under a condition.
  <T> T conditionally(Supplier<T> parse) {
    conditions++;
    try {
      return parse.get();
    } finally {
      conditions--;
    }
  }

  Mark mark() {
    return new Mark(conditions, unknown);
  }

  /// What was parsed since the mark is only evaluated under a condition.
  void becomesConditional(Mark mark) {
    unknown = mark.unknown;
    conditions++;
  }

  void endCondition(Mark mark) {
    conditions = mark.conditions;
  }

  /// A variable is used.
  void variable(String name) {
    if (SPECIAL_NAMES.contains(name)) {
      specialNames.add(name);
    }
  }

  /// A filter is used.
  void filter(String name) {
    if (!vocabulary.hasFilter(name)) {
      note("there is no filter '%s'".formatted(name));
    }
  }

  /// A test is used.
  void test(String name) {
    if (!vocabulary.hasTest(name)) {
      note("there is no test '%s'".formatted(name));
    }
  }

  private void note(String problem) {
    if (conditions == 0 && unknown == null) {
      unknown = tokens.problem(problem);
    }
  }

  /// Fails if a filter or test that is not there would be used whatever the conditions.
  void requireKnown() {
    if (unknown != null) {
      throw unknown;
    }
  }

  /// Starts to note which special names of macros appear.
  ///
  /// @return those noted so far
  Set<String> beginNames() {
    Set<String> before = specialNames;
    specialNames = new HashSet<>();
    return before;
  }

  /// Ends it.
  ///
  /// @param outer what [#beginNames] gave
  /// @return those that appeared in between
  Set<String> endNames(Set<String> outer) {
    Set<String> seen = Set.copyOf(specialNames);
    outer.addAll(seen);
    specialNames = outer;
    return seen;
  }
}
