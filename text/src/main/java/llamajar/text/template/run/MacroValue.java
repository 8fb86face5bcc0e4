package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.syntax.Expression;
import llamajar.text.template.syntax.Statement;
import llamajar.text.template.syntax.Statement.Parameter;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Bool;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.TupleValue;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// A macro where it was defined: it sees the variables that are visible there.
///
/// @param macro its definition
/// @param scope where it was defined
/// @param interpreter what runs it
/// @param evaluator what evaluates its defaults
record MacroValue(Statement.Macro macro, Scope scope, Interpreter interpreter, Evaluator evaluator)
    implements HostObject {

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public String print() {
    return "<Macro '%s'>".formatted(macro.name());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "name" -> new Text(macro.name());
      case "arguments" -> {
        List<Value> names = new ArrayList<>();
        macro.parameters().forEach(parameter -> names.add(new Text(parameter.name())));
        yield new TupleValue(names);
      }
      case "catch_varargs" -> Bool.of(macro.special().contains("varargs"));
      case "catch_kwargs" -> Bool.of(macro.special().contains("kwargs"));
      case "caller" -> Bool.of(macro.special().contains("caller"));
      default -> null;
    };
  }

  @Override
  public Callable callable() {
    return this::call;
  }

  private Value call(Arguments arguments) {
    Scope inner = scope.inner();
    Set<String> used = new HashSet<>();
    for (int i = 0; i < macro.parameters().size(); i++) {
      Parameter parameter = macro.parameters().get(i);
      inner.set(parameter.name(), argument(parameter, i, arguments, inner, used));
    }
    extra(arguments, inner, used);
    return new Text(interpreter.captured(macro.body(), inner));
  }

  private Value argument(
      Parameter parameter, int index, Arguments arguments, Scope inner, Set<String> used) {
    String name = parameter.name();
    Value named = arguments.named().get(name);
    boolean positional = index < arguments.positional().size();
    if (positional && named != null) {
      throw TemplateException.evaluation(
          "macro '%s' got two values for its argument '%s'".formatted(macro.name(), name));
    }
    if (positional) {
      return arguments.positional().get(index);
    }
    if (named != null) {
      used.add(name);
      return named;
    }
    Expression otherwise = parameter.otherwise();
    return otherwise == null
        ? new Undefined("parameter '%s' was not provided".formatted(name))
        : evaluator.value(otherwise, inner);
  }

  /// Arguments that are no parameters: macros that use `varargs`, `kwargs` or `caller` get them
  /// there.
  private void extra(Arguments arguments, Scope inner, Set<String> used) {
    int parameters = macro.parameters().size();
    List<Value> positional = arguments.positional();
    if (macro.special().contains("varargs")) {
      int from = Math.min(parameters, positional.size());
      inner.set("varargs", new TupleValue(positional.subList(from, positional.size())));
    } else if (positional.size() > parameters) {
      throw TemplateException.evaluation(
          "macro '%s' takes not more than %d argument(s)".formatted(macro.name(), parameters));
    }
    DictValue rest = new DictValue();
    arguments
        .named()
        .forEach((name, value) -> {
          if (name.equals("caller") && !used.contains(name)) {
            inner.set(name, value);
          } else if (!used.contains(name)) {
            rest.put(name, value);
          }
        });
    if (!arguments.named().containsKey("caller") && macro.special().contains("caller")) {
      inner.set("caller", new Undefined("No caller defined"));
    }
    if (macro.special().contains("kwargs")) {
      inner.set("kwargs", rest);
    } else if (rest.size() > 0) {
      throw TemplateException.evaluation(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(macro.name(), ((Text) rest.keys().getFirst()).string()));
    }
  }
}
