package llamajar.server.chat;

import java.util.Map;
import llamajar.server.http.ApiException;

/// How a model wants conversations to be written, and how it writes its answers.
public interface ChatFormat {

  /// The prompt for a conversation.
  ///
  /// @param variables of the template: `messages`, `tools`, `add_generation_prompt` and others
  /// @throws ApiException if the template refuses the conversation
  String prompt(Map<String, ?> variables) throws ApiException;

  /// What takes an answer apart.
  ///
  /// @param prompt that the model continues; it may end inside of a thought
  /// @param tools whether tools may be called
  AnswerParser parser(String prompt, boolean tools);
}
