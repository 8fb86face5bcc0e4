package llamajar.text.answer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A call whose parameters are written one by one. Each becomes a piece of a JSON object as soon as
/// it is complete.
final class ParameterCall implements Section {
  /// How a family spells it. Group 1 of the first is the tool's name, of the second the parameter's
  /// name; group `kind`, where there is one, says whether the value is a string.
  ///
  /// @param name the call's beginning
  /// @param parameter a whole parameter; group `value` is its value
  /// @param closers what ends the call
  record Spelling(Pattern name, Pattern parameter, List<String> closers) {}

  private static final Spelling XML =
      new Spelling(
          Pattern.compile("\\s*<function=([^>\\n]+)>"),
          Pattern.compile(
              "\\s*<parameter=([^>\\n]+)>\\n?(?<value>.*?)\\n?</parameter>", Pattern.DOTALL),
          List.of("</function>"));

  private static final Spelling GLM =
      new Spelling(
          Pattern.compile("\\s*([^\\n<]+?)\\s*(?=\\n|<)"),
          Pattern.compile(
              "\\s*<arg_key>(.*?)</arg_key>\\s*<arg_value>(?<value>.*?)</arg_value>",
              Pattern.DOTALL),
          List.of("</tool_call>"));

  private static final Spelling DSML =
      new Spelling(
          Pattern.compile("\\s*<\uFF5CDSML\uFF5Cinvoke name=\"([^\"]+)\">"),
          Pattern.compile(
              "\\s*<\uFF5CDSML\uFF5Cparameter name=\"([^\"]+)\" string=\"(?<kind>true|false)\">"
                  + "(?<value>.*?)</\uFF5CDSML\uFF5Cparameter>",
              Pattern.DOTALL),
          List.of("</\uFF5CDSML\uFF5Cinvoke>"));

  private final Spelling spelling;
  private final ParameterTypes types;
  private @Nullable String tool;
  private int parameters;

  private ParameterCall(Spelling spelling, ParameterTypes types) {
    this.spelling = spelling;
    this.types = types;
  }

  static ParameterCall xml(ParameterTypes types) {
    return new ParameterCall(XML, types);
  }

  static ParameterCall glm(ParameterTypes types) {
    return new ParameterCall(GLM, types);
  }

  static ParameterCall dsml(ParameterTypes types) {
    return new ParameterCall(DSML, types);
  }

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    if (tool == null) {
      Matcher name = spelling.name.matcher(waiting);
      if (!name.lookingAt()) {
        return last;
      }
      tool = name.group(1).strip();
      waiting.delete(0, name.end());
      answer.call(null, tool);
    }
    Matcher parameter = spelling.parameter.matcher(waiting);
    while (parameter.lookingAt()) {
      add(parameter, answer);
      waiting.delete(0, parameter.end());
      parameter.reset();
    }
    Markers.Found end = Markers.first(waiting, spelling.closers);
    boolean ends = end != null && waiting.substring(0, end.at()).isBlank();
    if (ends || last) {
      waiting.delete(0, end == null ? 0 : end.end());
      answer.arguments(parameters == 0 ? "{}" : "}");
      return true;
    }
    return false;
  }

  private void add(Matcher parameter, Answer answer) {
    String name = parameter.group(1).strip();
    String value = parameter.group("value");
    boolean typed = parameter.namedGroups().containsKey("kind");
    String json =
        !typed
            ? types.json(tool == null ? "" : tool, name, value)
            : parameter.group("kind").equals("true") ? JsonStrings.encoded(value) : value;
    String separator = parameters == 0 ? "{" : ", ";
    parameters++;
    answer.arguments(separator + JsonStrings.encoded(name) + ": " + json);
  }
}
