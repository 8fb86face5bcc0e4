package llamajar.text.template.run;

import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Value;

/// `input is name arguments`.
@FunctionalInterface
interface Test {
  boolean holds(Value input, Arguments arguments, Rendering rendering);
}
