package llamajar.text.template.run;

import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Filters by name.
final class Filters {
  private Filters() {}

  /// A filter, or null if there is none of that name.
  static @Nullable Filter named(String name) {
    Filter filter = TextFilters.named(name);
    filter = filter == null ? MarkupFilters.named(name) : filter;
    filter = filter == null ? SequenceFilters.named(name) : filter;
    filter = filter == null ? SelectionFilters.named(name) : filter;
    filter = filter == null ? NumberFilters.named(name) : filter;
    filter = filter == null ? JsonFilters.named(name) : filter;
    return filter == null ? refused(name) : filter;
  }

  /// Filters that Jinja has and a model's prompt has no use for.
  private static @Nullable Filter refused(String name) {
    return switch (name) {
      case "random", "urlize" ->
          (value, arguments, rendering) -> {
            throw TemplateException.evaluation("the filter '%s' is not supported".formatted(name));
          };
      default -> null;
    };
  }
}
