package llamajar.text.template.value;

import java.util.List;
import java.util.Map;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// The parameters of a built-in function.
///
/// @param function its name, for errors
/// @param required how many of the parameters must be given
/// @param parameters their names
public record Signature(String function, int required, List<String> parameters) {
  /// A signature.
  public static Signature of(String function, int required, String... parameters) {
    return new Signature(function, required, List.of(parameters));
  }

  /// Arguments by parameter.
  ///
  /// @throws TemplateException if there are too many or too few, or a keyword is unknown
  public Bound bind(Arguments arguments) {
    @Nullable Value[] values = new @Nullable Value[parameters.size()];
    if (arguments.positional().size() > values.length) {
      throw TemplateException.evaluation(
          "%s() takes at most %d arguments, not %d"
              .formatted(function, values.length, arguments.positional().size()));
    }
    for (int i = 0; i < arguments.positional().size(); i++) {
      values[i] = arguments.positional().get(i);
    }
    for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
      int index = parameters.indexOf(named.getKey());
      if (index < 0 || values[index] != null) {
        throw TemplateException.evaluation(
            "%s() %s '%s'"
                .formatted(
                    function,
                    index < 0
                        ? "got an unexpected keyword argument"
                        : "got multiple values for argument",
                    named.getKey()));
      }
      values[index] = named.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw TemplateException.evaluation(
            "%s() misses its argument '%s'".formatted(function, parameters.get(i)));
      }
    }
    return new Bound(function, values);
  }
}
