package llamajar.text.answer;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Calls as JSON: objects, or lists of them, up to a closing marker.
final class JsonCalls implements Section {
  private enum Step {
    GO_ON,
    WAIT,
    END
  }

  private final List<String> closers;
  private final boolean endsWithValue;
  private final @Nullable Predicate<String> tools;
  private @Nullable CallObject call;
  private boolean inList;

  /// @param closers what ends the section
  /// @param endsWithValue whether the end of the object or list does, too
  JsonCalls(List<String> closers, boolean endsWithValue) {
    this(closers, endsWithValue, null);
  }

  private JsonCalls(
      List<String> closers, boolean endsWithValue, @Nullable Predicate<String> tools) {
    this.closers = closers;
    this.endsWithValue = endsWithValue;
    this.tools = tools;
  }

  /// An object that is a call if it names a tool, and else a part of the text.
  static JsonCalls bare(Predicate<String> tools) {
    return new JsonCalls(List.of(), true, tools);
  }

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    Step step = Step.GO_ON;
    while (!waiting.isEmpty() && step == Step.GO_ON) {
      CallObject object = call;
      if (object == null) {
        step = between(waiting, answer, last);
      } else {
        step = read(object, waiting, answer);
      }
    }
    CallObject open = call;
    if (last && open != null) {
      end(open, answer);
    }
    return step == Step.END || last;
  }

  private Step read(CallObject object, StringBuilder waiting, Answer answer) {
    int at = 0;
    while (at < waiting.length() && !object.isDone() && !object.isPlain()) {
      object.accept(waiting.charAt(at));
      at++;
    }
    waiting.delete(0, at);
    if (object.isPlain()) {
      call = null;
      answer.content(object.raw());
      return Step.END;
    }
    return object.isDone() ? end(object, answer) : Step.GO_ON;
  }

  private Step end(CallObject object, Answer answer) {
    call = null;
    if (!object.isCall()) {
      answer.content(object.raw());
    }
    return endsWithValue && !inList ? Step.END : Step.GO_ON;
  }

  /// What stands between calls, or ends them.
  private Step between(StringBuilder waiting, Answer answer, boolean last) {
    for (String closer : closers) {
      if (waiting.indexOf(closer) == 0) {
        waiting.delete(0, closer.length());
        return Step.END;
      }
      if (!last && waiting.length() < closer.length() && closer.startsWith(waiting.toString())) {
        return Step.WAIT;
      }
    }
    char next = waiting.charAt(0);
    if (next == '{') {
      call = new CallObject(answer, tools);
      return Step.GO_ON;
    }
    if (next == '[' || next == ']' || next == ',' || Character.isWhitespace(next)) {
      waiting.deleteCharAt(0);
      inList = next == '[' || (inList && next != ']');
      return next == ']' && endsWithValue ? Step.END : Step.GO_ON;
    }
    return Step.END;
  }
}
