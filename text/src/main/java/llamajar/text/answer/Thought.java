package llamajar.text.answer;

import java.util.List;

/// Text that a model thinks, up to the closing tag.
final class Thought implements Section {
  private final List<String> closers;

  Thought(String closer) {
    closers = List.of(closer);
  }

  @Override
  public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
    Markers.Found end = Markers.first(waiting, closers);
    int held = last ? 0 : Markers.heldBack(waiting, closers);
    int stop = end != null ? end.at() : waiting.length() - held;
    answer.reasoning(waiting.substring(0, stop));
    waiting.delete(0, end != null ? end.end() : stop);
    if (end != null) {
      answer.endReasoning();
    }
    return end != null || last;
  }
}
