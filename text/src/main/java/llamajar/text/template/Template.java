package llamajar.text.template;

import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.RenderLimits;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.run.Interpreter;
import llamajar.text.template.run.KnownNames;
import llamajar.text.template.run.Rendering;
import llamajar.text.template.syntax.Parser;
import llamajar.text.template.syntax.Statement;
import llamajar.text.template.value.JavaValues;
import llamajar.text.template.value.Value;

/// A Jinja template in the environment that chat templates are written for: Jinja2 3.1 with
/// `trim_blocks`, `lstrip_blocks`, `break`, `continue` and `generation`, the functions
/// `raise_exception` and `strftime_now`, and `tojson` as Python's `json.dumps` without escapes.
///
/// Where templates of models need more than strict Jinja2 allows, this allows it: lists and
/// mappings can be changed, `tojson` takes lazy sequences and undefined attributes (as null), and
/// there is a filter `from_json`.
///
/// Immutable; any thread may render it.
public final class Template {
  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /// Parses a template.
  ///
  /// @throws TemplateException if it is none
  public static Template parse(String source) {
    try {
      return new Template(Parser.parse(source, KnownNames.ALL));
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template is nested too deeply");
    }
  }

  /// Renders it with the usual limits.
  ///
  /// @param variables null, strings, booleans, numbers, and lists and maps of such; none of it is
  ///   changed
  /// @param time what `strftime_now` takes for now
  /// @throws TemplateException if it fails, refuses the variables, or does too much
  /// @throws IllegalArgumentException if a variable is or holds something else
  public String render(Map<String, ?> variables, ZonedDateTime time) {
    return render(variables, time, RenderLimits.defaults());
  }

  /// Renders it.
  ///
  /// @see #render(Map, ZonedDateTime)
  public String render(Map<String, ?> variables, ZonedDateTime time, RenderLimits limits) {
    Map<String, Value> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, JavaValues.of(value)));
    return Interpreter.render(statements, values, new Rendering(new Budget(limits), time));
  }
}
