package llamajar.text.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of an answer: collects deltas, joins what belongs together, and drops white space
/// at the edges of content and reasoning.
final class Answer {
  private final List<AnswerDelta> deltas = new ArrayList<>();
  private final Edges content = new Edges();
  private final Edges reasoning = new Edges();
  private int calls;

  /// Text without white space before it, and after it as far as that is known.
  private static final class Edges {
    private final StringBuilder space = new StringBuilder();
    private boolean begun;

    String take(String text) {
      int end = text.length();
      while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      int start = 0;
      while (!begun && start < end && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      String shown = "";
      if (end > start) {
        shown = space + text.substring(start, end);
        space.setLength(0);
        begun = true;
      }
      if (begun) {
        space.append(text, end, text.length());
      }
      return shown;
    }

    void startAgain() {
      space.setLength(0);
      begun = false;
    }
  }

  void content(String text) {
    String shown = content.take(text);
    if (!shown.isEmpty()) {
      deltas.add(new AnswerDelta.Content(shown));
    }
  }

  void reasoning(String text) {
    String shown = reasoning.take(text);
    if (!shown.isEmpty()) {
      deltas.add(new AnswerDelta.Reasoning(shown));
    }
  }

  /// A call begins.
  void call(@Nullable String id, String name) {
    // White space between text and call separates them and belongs to neither.
    content.space.setLength(0);
    deltas.add(new AnswerDelta.CallStart(calls, id, name));
    calls++;
  }

  /// More of the last call's arguments.
  void arguments(String json) {
    if (!json.isEmpty()) {
      deltas.add(new AnswerDelta.CallArguments(calls - 1, json));
    }
  }

  boolean hasCalls() {
    return calls > 0;
  }

  /// Whether there is content so far, other than white space.
  boolean hasContent() {
    return content.begun;
  }

  /// A part of the content has ended; what follows is content of its own.
  void endReasoning() {
    reasoning.startAgain();
  }

  List<AnswerDelta> take() {
    List<AnswerDelta> taken = List.copyOf(deltas);
    deltas.clear();
    return taken;
  }
}
