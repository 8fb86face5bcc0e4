package llamajar.engine.chat;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.Tokenizer;

/// Turns conversations into the tokens that a model answers.
///
/// @param template how the model wants them written
/// @param tokenizer the model's
public record ModelChat(ChatTemplate template, Tokenizer tokenizer) {

  /// A conversation that the model answers next, as text.
  ///
  /// @param variables further ones that the template reads
  /// @throws TemplateException if the template refuses the conversation or fails
  public String prompt(
      List<? extends Map<String, ?>> messages, Map<String, ?> variables, ZonedDateTime time) {
    return template.render(
        ChatRequest.of(messages, spelling(SpecialToken.BOS), spelling(SpecialToken.EOS), time)
            .withVariables(variables));
  }

  /// A rendered conversation as tokens. The token that begins a text is there once, whether the
  /// template writes it or leaves it to the tokenizer.
  public int[] encode(String prompt) {
    String bos = spelling(SpecialToken.BOS);
    boolean written = !bos.isEmpty() && prompt.startsWith(bos);
    return tokenizer.encode(prompt, !written, true);
  }

  /// What a special token prints, or nothing if the model has none.
  public String spelling(SpecialToken role) {
    OptionalInt id = tokenizer.vocabulary().special(role);
    return id.isPresent()
        ? new String(tokenizer.piece(id.getAsInt(), true), StandardCharsets.UTF_8)
        : "";
  }

  /// What the tokens print that end an answer.
  public List<String> endTexts() {
    List<String> texts = new ArrayList<>();
    for (int id : tokenizer.endOfGenerationIds()) {
      String text = new String(tokenizer.piece(id, true), StandardCharsets.UTF_8);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }
}
