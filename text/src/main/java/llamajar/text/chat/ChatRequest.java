package llamajar.text.chat;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A conversation to be rendered.
///
/// @param messages maps as in the OpenAI API: `role`, `content` (a string or parts), `tool_calls`,
///   `reasoning_content` and whatever else the template reads
/// @param tools maps as in the OpenAI API; empty if there are none
/// @param addGenerationPrompt whether the model answers next
/// @param bosToken spelling of the token that begins a text; empty if there is none
/// @param eosToken spelling of the token that ends a text; empty if there is none
/// @param variables further ones that the template may read, such as `enable_thinking`
/// @param time what the template takes for now
public record ChatRequest(
    List<? extends Map<String, ?>> messages,
    List<? extends @Nullable Object> tools,
    boolean addGenerationPrompt,
    String bosToken,
    String eosToken,
    Map<String, ? extends @Nullable Object> variables,
    ZonedDateTime time) {

  /// A conversation without tools that the model answers next.
  public static ChatRequest of(
      List<? extends Map<String, ?>> messages,
      String bosToken,
      String eosToken,
      ZonedDateTime time) {
    return new ChatRequest(messages, List.of(), true, bosToken, eosToken, Map.of(), time);
  }

  /// A message of text.
  public static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  /// The same with further variables.
  public ChatRequest withVariables(Map<String, ? extends @Nullable Object> more) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
    all.putAll(more);
    return new ChatRequest(messages, tools, addGenerationPrompt, bosToken, eosToken, all, time);
  }

  /// The same with other messages.
  ChatRequest withMessages(List<? extends Map<String, ?>> others) {
    return new ChatRequest(
        new ArrayList<>(others), tools, addGenerationPrompt, bosToken, eosToken, variables, time);
  }
}
