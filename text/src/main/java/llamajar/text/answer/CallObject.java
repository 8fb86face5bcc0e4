package llamajar.text.answer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `{"name": ..., "arguments": {...}}` character by character and passes the arguments on as
/// they come. Also takes `parameters` for `arguments`, `tool_name` for `name`, arguments that are a
/// string with JSON in it, and all of it inside of `"function": {...}`.
final class CallObject {
  private static final Set<String> NAMES = Set.of("name", "tool_name");
  private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters", "input");
  private static final Set<String> IDS = Set.of("id", "tool_call_id", "call_id");

  private enum State {
    BEFORE_KEY,
    IN_KEY,
    AFTER_KEY,
    BEFORE_VALUE,
    IN_VALUE,
    DONE
  }

  private final Answer answer;
  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder key = new StringBuilder();
  private final StringBuilder value = new StringBuilder();
  private final StringBuilder early = new StringBuilder();
  private State state = State.BEFORE_KEY;
  private int wrappers;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private @Nullable String name;
  private @Nullable String id;
  private boolean announced;
  private boolean hasArguments;

  CallObject(Answer answer) {
    this.answer = answer;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  boolean isCall() {
    return name != null;
  }

  /// All that was read.
  String raw() {
    return raw.toString();
  }

  /// Takes a character, the opening brace first.
  void accept(char unit) {
    raw.append(unit);
    if (raw.length() == 1) {
      return;
    }
    switch (state) {
      case BEFORE_KEY -> {
        if (unit == '"') {
          key.setLength(0);
          state = State.IN_KEY;
        } else if (unit == '}') {
          endObject();
        }
      }
      case IN_KEY -> {
        if (unit == '"' && !escaped) {
          state = State.AFTER_KEY;
        } else {
          key.append(unit);
        }
        escaped = unit == '\\' && !escaped;
      }
      case AFTER_KEY -> state = unit == ':' ? State.BEFORE_VALUE : state;
      case BEFORE_VALUE -> {
        if (!Character.isWhitespace(unit)) {
          beginValue(unit);
        }
      }
      case IN_VALUE -> inValue(unit);
      case DONE -> {}
    }
  }

  private void beginValue(char unit) {
    if (unit == '{' && key.toString().equals("function")) {
      wrappers++;
      state = State.BEFORE_KEY;
      return;
    }
    value.setLength(0);
    depth = 0;
    inString = false;
    state = State.IN_VALUE;
    inValue(unit);
  }

  private void inValue(char unit) {
    boolean scalarEnds = !inString && depth == 0 && (unit == ',' || unit == '}');
    if (scalarEnds && !value.isEmpty()) {
      endValue();
      if (unit == '}') {
        endObject();
      }
      return;
    }
    append(unit);
    if (inString) {
      inString = escaped || unit != '"';
      escaped = unit == '\\' && !escaped;
    } else if (unit == '"') {
      inString = true;
      escaped = false;
    } else if (unit == '{' || unit == '[') {
      depth++;
    } else if (unit == '}' || unit == ']') {
      depth--;
      if (depth == 0) {
        endValue();
      }
    }
  }

  private void append(char unit) {
    value.append(unit);
    if (ARGUMENTS.contains(key.toString()) && value.charAt(0) == '{') {
      hasArguments = true;
      if (announced) {
        answer.arguments(Character.toString(unit));
      } else {
        early.append(unit);
      }
    }
  }

  private void endValue() {
    String text = value.toString().strip();
    boolean isString = text.length() > 1 && text.startsWith("\"");
    if (isString && NAMES.contains(key.toString())) {
      name = JsonStrings.decoded(text);
      announce();
    } else if (isString && key.toString().equals("function")) {
      name = JsonStrings.decoded(text);
      announce();
    } else if (IDS.contains(key.toString())) {
      id = isString ? JsonStrings.decoded(text) : text;
    } else if (ARGUMENTS.contains(key.toString()) && isString) {
      hasArguments = true;
      early.append(JsonStrings.decoded(text));
    }
    if (announced) {
      flush();
    }
    state = State.BEFORE_KEY;
  }

  private void announce() {
    if (!announced && name != null) {
      announced = true;
      answer.call(id, name);
      flush();
    }
  }

  private void flush() {
    answer.arguments(early.toString());
    early.setLength(0);
  }

  private void endObject() {
    if (wrappers > 0) {
      wrappers--;
      state = State.BEFORE_KEY;
      return;
    }
    state = State.DONE;
    if (announced) {
      flush();
      if (!hasArguments) {
        answer.arguments("{}");
      }
    }
  }
}
