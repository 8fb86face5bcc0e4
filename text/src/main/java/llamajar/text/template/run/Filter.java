package llamajar.text.template.run;

import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Value;

/// `input | name(arguments)`.
@FunctionalInterface
interface Filter {
  Value apply(Value input, Arguments arguments, Rendering rendering);
}
