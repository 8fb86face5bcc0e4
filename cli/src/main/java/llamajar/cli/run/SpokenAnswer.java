package llamajar.cli.run;

import java.util.List;
import llamajar.engine.TextListener;
import llamajar.engine.chat.ModelChat;
import llamajar.text.answer.AnswerDelta;
import llamajar.text.answer.AnswerParser;
import llamajar.text.answer.ParameterTypes;

/// Passes on what a model thinks and says, without the markers around it.
final class SpokenAnswer implements TextListener {
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  /// How thoughts are shown.
  enum Thoughts {
    PLAIN,
    DIMMED,
    HIDDEN
  }

  private final AnswerParser parser;
  private final Thoughts thoughts;
  private final TextListener listener;
  private boolean thinks;

  /// @param prompt what the model answers, as tokens
  SpokenAnswer(ModelChat chat, int[] prompt, Thoughts thoughts, TextListener listener) {
    this.thoughts = thoughts;
    this.listener = listener;
    String text = chat.tokenizer().decode(prompt, true);
    parser =
        AnswerParser.of(
            chat.template().answerFormat().withoutCalls(),
            chat.endTexts(),
            chat.template().startsInReasoning(text),
            ParameterTypes.UNKNOWN);
  }

  @Override
  public boolean text(String piece) {
    return show(parser.accept(piece));
  }

  /// Passes on what was held back because it might have begun a marker.
  void finish() {
    show(parser.finish());
  }

  private boolean show(List<AnswerDelta> deltas) {
    boolean goesOn = true;
    for (AnswerDelta delta : deltas) {
      goesOn &=
          switch (delta) {
            case AnswerDelta.Reasoning reasoning -> thought(reasoning.text());
            case AnswerDelta.Content content -> content(content.text());
            // The model was told of no tools.
            case AnswerDelta.CallStart _, AnswerDelta.CallArguments _ -> true;
          };
    }
    return goesOn;
  }

  private boolean thought(String text) {
    thinks = thoughts != Thoughts.HIDDEN;
    return switch (thoughts) {
      case PLAIN -> listener.text(text);
      case DIMMED -> listener.text(DIM + text + RESET);
      case HIDDEN -> true;
    };
  }

  private boolean content(String text) {
    boolean follows = thinks;
    thinks = false;
    return listener.text(follows ? "\n\n" + text : text);
  }
}
