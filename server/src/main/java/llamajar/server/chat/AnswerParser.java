package llamajar.server.chat;

import java.util.List;

/// Takes the text of one answer apart as it comes.
public interface AnswerParser {
  /// Takes a piece of text.
  ///
  /// @return what is certain now; may be nothing
  List<AnswerPart> accept(String text);

  /// The text is complete.
  ///
  /// @return what is left
  List<AnswerPart> finish();
}
