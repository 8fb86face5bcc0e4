package llamajar.text.template.run;

import java.time.ZonedDateTime;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Value;

/// What everything that happens during one rendering shares.
///
/// @param budget what it may still do
/// @param time what `strftime_now` takes for now
public record Rendering(Budget budget, ZonedDateTime time) {
  /// Applies a filter by name.
  Value filter(String name, Value input, Arguments arguments) {
    Filter filter = Filters.named(name);
    if (filter == null) {
      throw TemplateException.evaluation("there is no filter '%s'".formatted(name));
    }
    return filter.apply(input, arguments, this);
  }

  /// Applies a test by name.
  boolean test(String name, Value input, Arguments arguments) {
    Test test = Tests.named(name);
    if (test == null) {
      throw TemplateException.evaluation("there is no test '%s'".formatted(name));
    }
    return test.holds(input, arguments, this);
  }
}
