package llamajar.text.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message of a harmony conversation: a header that names channel and recipient, then the text.
final class HarmonyMessage implements Section {
  private static final String BODY = "<|message|>";
  private static final List<String> ENDS =
      List.of("<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>");
  private static final String RECIPIENT = "to=functions.";

  private final JsonNesting nesting = new JsonNesting();
  private @Nullable String channel;
  private boolean isCall;

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    if (channel == null && !readHeader(waiting, answer)) {
      return last;
    }
    int stop = isCall ? argumentsEnd(waiting, last) : textEnd(waiting, last);
    show(waiting.substring(0, stop), answer);
    waiting.delete(0, stop);
    Markers.Found end = Markers.first(waiting, ENDS);
    if (end == null || end.at() > 0) {
      return last;
    }
    boolean nextFollows = end.marker().equals("<|start|>") || end.marker().equals("<|channel|>");
    waiting.delete(0, nextFollows ? 0 : end.marker().length());
    answer.endReasoning();
    return true;
  }

  private static int textEnd(StringBuilder waiting, boolean last) {
    Markers.Found end = Markers.first(waiting, ENDS);
    int held = last ? 0 : Markers.heldBack(waiting, ENDS);
    return end != null ? end.at() : waiting.length() - held;
  }

  /// A string among the arguments may have the names of control tokens in it.
  private int argumentsEnd(StringBuilder waiting, boolean last) {
    int at = 0;
    while (at < waiting.length() && (nesting.inString() || !mayEnd(waiting, at, last))) {
      nesting.accept(waiting.charAt(at));
      at++;
    }
    return at;
  }

  private static boolean mayEnd(StringBuilder waiting, int at, boolean last) {
    for (String end : ENDS) {
      int length = Math.min(end.length(), waiting.length() - at);
      boolean whole = length == end.length();
      if ((whole || !last) && end.startsWith(waiting.substring(at, at + length))) {
        return true;
      }
    }
    return false;
  }

  private boolean readHeader(StringBuilder waiting, Answer answer) {
    int end = waiting.indexOf(BODY);
    if (end < 0) {
      return false;
    }
    String header = waiting.substring(0, end);
    waiting.delete(0, end + BODY.length());
    int recipient = header.indexOf(RECIPIENT);
    isCall = recipient >= 0;
    if (isCall) {
      String name = header.substring(recipient + RECIPIENT.length()).split("[\\s<]", 2)[0];
      answer.call(null, name);
    }
    channel = header.contains("analysis") ? "analysis" : "final";
    return true;
  }

  private void show(String text, Answer answer) {
    if (isCall) {
      answer.arguments(text);
    } else if ("analysis".equals(channel)) {
      answer.reasoning(text);
    } else {
      answer.content(text);
    }
  }
}
