package llamajar.text.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads an answer while it is generated. One parser reads one answer; not thread-safe.
///
///     AnswerParser parser = AnswerParser.of(format, endTexts, startsInReasoning, types);
///     for each piece: show(parser.accept(piece));
///     show(parser.finish());
///
/// Whatever the pieces are cut into, the deltas, joined, are the same. Malformed calls never fail:
/// what can't be read as a call is content.
public final class AnswerParser {
  private final Map<String, Supplier<Section>> openers;
  private final List<String> markers;
  private final boolean takesBareJson;
  private final ParameterTypes types;
  private final Answer answer = new Answer();
  private final StringBuilder waiting = new StringBuilder();
  private @Nullable Section section;

  private AnswerParser(AnswerFormat format, List<String> endTexts, ParameterTypes types) {
    openers = Openers.of(format, types);
    markers = new ArrayList<>(openers.keySet());
    markers.addAll(endTexts);
    this.types = types;
    takesBareJson = format.calls() == ToolCallFormat.LLAMA;
  }

  /// A parser for one answer.
  ///
  /// @param endTexts spellings of control tokens that are dropped wherever they appear outside of
  ///   calls
  /// @param startsInReasoning whether the prompt ended with the tag that opens the model's thoughts
  public static AnswerParser of(
      AnswerFormat format, List<String> endTexts, boolean startsInReasoning, ParameterTypes types) {
    AnswerParser parser = new AnswerParser(format, endTexts, types);
    ReasoningTags tags = format.reasoning();
    if (startsInReasoning && tags.present()) {
      parser.section = new Thought(tags.close());
    }
    if (format.calls() == ToolCallFormat.FUNCTIONARY) {
      parser.waiting.append(">>>");
    }
    return parser;
  }

  /// Takes a piece.
  ///
  /// @return what is certain now
  public List<AnswerDelta> accept(String piece) {
    waiting.append(piece);
    read(false);
    return answer.take();
  }

  /// No more pieces will come.
  ///
  /// @return the rest
  public List<AnswerDelta> finish() {
    read(true);
    return answer.take();
  }

  /// Whether the answer has calls so far.
  public boolean hasCalls() {
    return answer.hasCalls();
  }

  private void read(boolean last) {
    boolean goesOn = true;
    while (goesOn) {
      Section open = section;
      if (open == null) {
        goesOn = readContent(last);
      } else {
        goesOn = open.consume(waiting, answer, last);
        section = goesOn ? null : open;
      }
    }
  }

  /// @return whether a section has begun
  private boolean readContent(boolean last) {
    if (waiting.isEmpty()) {
      return false;
    }
    if (takesBareJson && !answer.hasContent() && waitsForJson()) {
      String text = waiting.toString().stripLeading();
      if (!text.isEmpty()) {
        waiting.setLength(0);
        waiting.append(text.startsWith(";") ? text.substring(1).stripLeading() : text);
        section = JsonCalls.bare(types::isTool);
      }
      return !text.isEmpty() && !waiting.isEmpty();
    }
    Markers.Found found = Markers.first(waiting, markers);
    int held = last ? 0 : Markers.heldBack(waiting, markers);
    int stop = found != null ? found.at() : waiting.length() - held;
    String text = waiting.substring(0, stop);
    answer.content(text);
    waiting.delete(0, found != null ? found.end() : stop);
    if (found == null) {
      return false;
    }
    Supplier<Section> opener = openers.get(found.marker());
    section = opener == null ? null : opener.get();
    return true;
  }

  private boolean waitsForJson() {
    String text = waiting.toString().stripLeading();
    return text.isEmpty() || text.startsWith("{") || (hasCalls() && text.startsWith(";"));
  }
}
