package llamajar.text.answer;

import java.util.Set;
import java.util.function.Predicate;
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
  private final @Nullable Predicate<String> tools;
  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder key = new StringBuilder();
  private final StringBuilder value = new StringBuilder();
  private final StringBuilder early = new StringBuilder();
  private State state = State.BEFORE_KEY;
  private JsonNesting nesting = new JsonNesting();
  private int wrappers;
  private boolean escaped;
  private @Nullable String name;
  private @Nullable String id;
  private boolean announced;
  private boolean hasArguments;
  private boolean plain;

  /// @param tools whose calls these may be, where no marker says that the object is a call; null:
  ///   it is one
  CallObject(Answer answer, @Nullable Predicate<String> tools) {
    this.answer = answer;
    this.tools = tools;
  }

  /// Whether the object has turned out to be no call before its end.
  boolean isPlain() {
    return plain;
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
      case AFTER_KEY -> {
        if (unit == ':') {
          state = State.BEFORE_VALUE;
          plain = tools != null && !announced && wrappers == 0 && !isCallKey(key.toString());
        }
      }
      case BEFORE_VALUE -> {
        if (!Character.isWhitespace(unit)) {
          beginValue(unit);
        }
      }
      case IN_VALUE -> inValue(unit);
      case DONE -> {}
    }
  }

  private static boolean isCallKey(String key) {
    return NAMES.contains(key)
        || ARGUMENTS.contains(key)
        || IDS.contains(key)
        || key.equals("function")
        || key.equals("type");
  }

  private void beginValue(char unit) {
    if (unit == '{' && key.toString().equals("function")) {
      wrappers++;
      state = State.BEFORE_KEY;
      return;
    }
    value.setLength(0);
    nesting = new JsonNesting();
    state = State.IN_VALUE;
    inValue(unit);
  }

  private void inValue(char unit) {
    boolean scalarEnds = nesting.isOutside() && (unit == ',' || unit == '}');
    if (scalarEnds && !value.isEmpty()) {
      endValue();
      if (unit == '}') {
        endObject();
      }
      return;
    }
    append(unit);
    nesting.accept(unit);
    if (nesting.isComplete()) {
      endValue();
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
    if (isString && (NAMES.contains(key.toString()) || key.toString().equals("function"))) {
      named(JsonStrings.decoded(text));
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

  private void named(String written) {
    if (tools != null && !tools.test(written)) {
      plain = !announced;
      return;
    }
    name = written;
    if (!announced) {
      announced = true;
      answer.call(id, written);
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
