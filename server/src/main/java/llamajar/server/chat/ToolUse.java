package llamajar.server.chat;

import java.util.List;
import llamajar.server.http.ApiException;
import llamajar.text.answer.DeclaredTool;

/// The tools of a conversation.
///
/// @param declared `{"type": "function", "function": {…}}`
/// @param choice whether one has to be called
/// @param several whether an answer may call more than once
public record ToolUse(List<Object> declared, ToolChoice choice, boolean several) {
  /// No tools.
  public static final ToolUse NONE = new ToolUse(List.of(), new ToolChoice.None(), false);

  /// Whether the model may call one.
  public boolean mayCall() {
    return !declared.isEmpty() && !(choice instanceof ToolChoice.None);
  }

  /// Whether it has to.
  public boolean mustCall() {
    return choice instanceof ToolChoice.Any || choice instanceof ToolChoice.Named;
  }

  /// Those that it may call.
  ///
  /// @throws ApiException if the one that it has to call is not among them
  public List<DeclaredTool> callable() throws ApiException {
    List<DeclaredTool> tools = DeclaredTool.of(declared);
    if (!(choice instanceof ToolChoice.Named named)) {
      return tools;
    }
    List<DeclaredTool> one =
        tools.stream().filter(tool -> tool.name().equals(named.name())).toList();
    if (one.isEmpty()) {
      throw ApiException.badField(
          "tool_choice", "'tool_choice': there is no tool '%s' in 'tools'".formatted(named.name()));
    }
    return one;
  }
}
