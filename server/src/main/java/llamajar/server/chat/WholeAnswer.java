package llamajar.server.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import llamajar.text.answer.AnswerDelta;
import llamajar.text.answer.AnswerParser;
import org.jspecify.annotations.Nullable;

/// An answer whose parts are put together.
public final class WholeAnswer {
  private static final int ID_LENGTH = 24;

  /// A call of a tool.
  ///
  /// @param id by which its result will refer to it
  /// @param arguments a JSON object
  public record Call(String id, String name, String arguments) {}

  private final AnswerParser parser;
  private final StringBuilder said = new StringBuilder();
  private final StringBuilder thought = new StringBuilder();
  private final List<String> names = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<StringBuilder> arguments = new ArrayList<>();

  /// Nothing yet.
  public WholeAnswer(AnswerParser parser) {
    this.parser = parser;
  }

  /// Takes a piece of text.
  ///
  /// @return the parts it brought
  public List<AnswerDelta> accept(String text) {
    return add(parser.accept(text));
  }

  /// The text is complete.
  ///
  /// @return the last parts
  public List<AnswerDelta> finish() {
    return add(parser.finish());
  }

  private List<AnswerDelta> add(List<AnswerDelta> parts) {
    for (AnswerDelta part : parts) {
      switch (part) {
        case AnswerDelta.Content piece -> said.append(piece.text());
        case AnswerDelta.Reasoning piece -> thought.append(piece.text());
        case AnswerDelta.CallStart start -> {
          names.add(start.name());
          ids.add(id(start.id()));
          arguments.add(new StringBuilder());
        }
        case AnswerDelta.CallArguments piece -> arguments.get(piece.index()).append(piece.json());
      }
    }
    return parts;
  }

  private static String id(@Nullable String given) {
    return given == null
        ? "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH)
        : given;
  }

  /// What the model said.
  public String said() {
    return said.toString();
  }

  /// What it thought.
  public String thought() {
    return thought.toString();
  }

  /// The tools it called.
  public List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      calls.add(new Call(ids.get(i), names.get(i), arguments.get(i).toString()));
    }
    return calls;
  }

  /// The identity of a call that has begun.
  public String callId(int call) {
    return ids.get(call);
  }
}
