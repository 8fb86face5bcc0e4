package llamajar.text.answer;

import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.RenderLimits;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.JsonReader;

/// Which parameters of tools are strings, for families that write values without quotation marks.
@FunctionalInterface
public interface ParameterTypes {
  /// Nothing is known: what reads as JSON is taken for JSON.
  ParameterTypes UNKNOWN = (tool, parameter) -> false;

  /// Whether a parameter is declared to be a string, so that `5` means `"5"`.
  boolean isString(String tool, String parameter);

  /// Whether there may be a tool of a name; asked where nothing else tells a call from plain JSON.
  default boolean isTool(String name) {
    return true;
  }

  /// A written value as JSON.
  default String json(String tool, String parameter, String value) {
    String text = value.strip();
    return isString(tool, parameter) || !isJson(text) ? JsonStrings.encoded(value) : text;
  }

  private static boolean isJson(String text) {
    try {
      JsonReader.read(text, new Budget(RenderLimits.defaults()));
      return true;
    } catch (TemplateException e) {
      return false;
    }
  }
}
