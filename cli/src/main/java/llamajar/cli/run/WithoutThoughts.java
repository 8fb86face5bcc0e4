package llamajar.cli.run;

import java.util.List;
import llamajar.engine.TextListener;
import llamajar.engine.chat.ModelChat;
import llamajar.text.answer.AnswerDelta;
import llamajar.text.answer.AnswerParser;
import llamajar.text.answer.ParameterTypes;

/// Passes on what a model says, without what it thinks.
final class WithoutThoughts implements TextListener {
  private final AnswerParser parser;
  private final TextListener listener;

  /// @param prompt what the model answers, as tokens
  WithoutThoughts(ModelChat chat, int[] prompt, TextListener listener) {
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

  /// Passes on what was held back because it might have begun a thought.
  void finish() {
    show(parser.finish());
  }

  private boolean show(List<AnswerDelta> deltas) {
    boolean goesOn = true;
    for (AnswerDelta delta : deltas) {
      goesOn &= !(delta instanceof AnswerDelta.Content content) || listener.text(content.text());
    }
    return goesOn;
  }
}
