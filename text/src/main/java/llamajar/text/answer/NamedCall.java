package llamajar.text.answer;

import java.util.List;

/// A name, a delimiter, and the arguments as a JSON object.
final class NamedCall implements Section {
  private final List<String> delimiters;
  private final List<String> closers;
  private boolean named;
  private boolean begun;
  private boolean complete;
  private final JsonNesting nesting = new JsonNesting();

  /// @param delimiters one of them ends the name
  /// @param closers one of them follows the arguments; what stands before it is skipped. Empty: the
  ///   section ends with the arguments
  NamedCall(List<String> delimiters, List<String> closers) {
    this.delimiters = delimiters;
    this.closers = closers;
  }

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    if (!named && !readName(waiting, answer)) {
      return last;
    }
    if (!complete) {
      readArguments(waiting, answer);
    }
    if (last && !begun) {
      answer.arguments("{}");
    }
    return (complete && skipCloser(waiting)) || last;
  }

  private boolean readName(StringBuilder waiting, Answer answer) {
    Markers.Found found = Markers.first(waiting, delimiters);
    if (found == null) {
      return false;
    }
    String name = waiting.substring(0, found.at()).strip();
    waiting.delete(0, found.end());
    named = true;
    announce(name, answer);
    return true;
  }

  /// Some models write `functions.name:0`, some a call's id after the name.
  private static void announce(String written, Answer answer) {
    int idAt = written.indexOf("[CALL_ID]");
    String name = idAt < 0 ? written : written.substring(0, idAt);
    String id = idAt < 0 ? null : written.substring(idAt + "[CALL_ID]".length());
    if (name.startsWith("functions.")) {
      id = name;
      name = name.substring("functions.".length()).replaceFirst(":\\d+$", "");
    }
    answer.call(id, name);
  }

  private void readArguments(StringBuilder waiting, Answer answer) {
    int start = 0;
    while (!begun && start < waiting.length() && waiting.charAt(start) != '{') {
      if (startsCloser(waiting, start)) {
        waiting.delete(0, start);
        answer.arguments("{}");
        begun = true;
        complete = true;
        return;
      }
      start++;
    }
    int at = start;
    while (at < waiting.length() && !complete) {
      begun = true;
      nesting.accept(waiting.charAt(at));
      complete = nesting.isComplete();
      at++;
    }
    answer.arguments(waiting.substring(start, at));
    waiting.delete(0, at);
  }

  private boolean startsCloser(StringBuilder waiting, int at) {
    return closers.stream().anyMatch(closer -> waiting.indexOf(closer, at) == at);
  }

  private boolean skipCloser(StringBuilder waiting) {
    if (closers.isEmpty()) {
      return true;
    }
    Markers.Found found = Markers.first(waiting, closers);
    if (found == null) {
      return false;
    }
    waiting.delete(0, found.end());
    return true;
  }
}
