package llamajar.text.answer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Llama 3.x writes after `<|python_tag|>`: a call as JSON, a call of a built-in tool as
/// `name.call(key="value")`, or Python code, which is a call of `code_interpreter`.
final class PythonCall implements Section {
  private static final Pattern BUILT_IN =
      Pattern.compile("\\s*(\\w+)\\.call\\((.*)\\)\\s*", Pattern.DOTALL);
  private static final Pattern ARGUMENT =
      Pattern.compile("(\\w+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,]+)\\s*,?\\s*");

  private final JsonCalls json = new JsonCalls(List.of(), false);
  private boolean isJson;

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    if (!isJson) {
      String text = waiting.toString().stripLeading();
      isJson = text.startsWith("{") || text.startsWith("[");
      if (!isJson) {
        return last && code(waiting, answer);
      }
    }
    return json.consume(waiting, answer, last);
  }

  private static boolean code(StringBuilder waiting, Answer answer) {
    String code = waiting.toString().strip();
    waiting.setLength(0);
    Matcher builtIn = BUILT_IN.matcher(code);
    if (!builtIn.matches()) {
      answer.call(null, "code_interpreter");
      answer.arguments("{\"code\": " + JsonStrings.encoded(code) + "}");
      return true;
    }
    answer.call(null, builtIn.group(1));
    StringBuilder arguments = new StringBuilder("{");
    Matcher argument = ARGUMENT.matcher(builtIn.group(2));
    while (argument.find()) {
      arguments.append(arguments.length() == 1 ? "" : ", ");
      String value = argument.group(2).strip();
      String json =
          value.startsWith("\"")
              ? value
              : ParameterTypes.UNKNOWN.json("", argument.group(1), value);
      arguments.append(JsonStrings.encoded(argument.group(1))).append(": ").append(json);
    }
    answer.arguments(arguments.append('}').toString());
    return true;
  }
}
