package llamajar.text.answer;

/// How a model writes its answers, as its chat template shows.
///
/// @param calls how it writes tool calls
/// @param reasoning what it puts around thoughts
public record AnswerFormat(ToolCallFormat calls, ReasoningTags reasoning) {
  /// Of a model that only writes text.
  public static final AnswerFormat PLAIN =
      new AnswerFormat(ToolCallFormat.NONE, ReasoningTags.NONE);

  /// The format that a template's text shows: what it writes for earlier tool calls is what the
  /// model learned to write.
  public static AnswerFormat of(String template) {
    return new AnswerFormat(calls(template), ReasoningTags.of(template));
  }

  /// The same without tool calls: everything that looks like one is text.
  public AnswerFormat withoutCalls() {
    return calls == ToolCallFormat.HARMONY
        ? this
        : new AnswerFormat(ToolCallFormat.NONE, reasoning);
  }

  /// Whether control tokens must appear in the text that is parsed, because some of them say what
  /// the text around them is.
  public boolean readsControlTokens() {
    return switch (calls) {
      case HARMONY, MISTRAL, LLAMA, DEEPSEEK, DEEPSEEK_DSML, KIMI, COMMAND_A, LIST_TOKEN -> true;
      case NONE,
          HERMES,
          XML_PARAMETERS,
          GLM,
          FUNCTION_TAG,
          FUNCTIONARY,
          COMMAND_R,
          FUNCTOOLS,
          LIST_TAG ->
          reasoning.present();
    };
  }

  private static ToolCallFormat calls(String template) {
    if (template.contains("<|channel|>") && template.contains("<|message|>")) {
      return ToolCallFormat.HARMONY;
    }
    if (template.contains("<function=") && template.contains("<parameter=")) {
      return ToolCallFormat.XML_PARAMETERS;
    }
    if (template.contains("<arg_key>")) {
      return ToolCallFormat.GLM;
    }
    if (template.contains("\uFF5CDSML\uFF5C")) {
      return ToolCallFormat.DEEPSEEK_DSML;
    }
    if (template.contains("<\uFF5Ctool\u2581call\u2581begin\uFF5C>")) {
      return ToolCallFormat.DEEPSEEK;
    }
    if (template.contains("<|tool_call_begin|>")) {
      return ToolCallFormat.KIMI;
    }
    if (template.contains("[TOOL_CALLS]")) {
      return ToolCallFormat.MISTRAL;
    }
    if (template.contains("<|START_ACTION|>")) {
      return ToolCallFormat.COMMAND_A;
    }
    if (template.contains("Action:") && template.contains("```json")) {
      return ToolCallFormat.COMMAND_R;
    }
    if (template.contains(">>>all")) {
      return ToolCallFormat.FUNCTIONARY;
    }
    if (template.contains("functools[")) {
      return ToolCallFormat.FUNCTOOLS;
    }
    if (template.contains("<function=")) {
      return ToolCallFormat.FUNCTION_TAG;
    }
    if (template.contains("<tool_calls>")) {
      return ToolCallFormat.LIST_TAG;
    }
    if (template.contains("<tool_call>")) {
      return ToolCallFormat.HERMES;
    }
    if (template.contains("<|tool_call|>")) {
      return ToolCallFormat.LIST_TOKEN;
    }
    boolean llama = template.contains("<|start_header_id|>") && template.contains("tools");
    return llama || template.contains("<|python_tag|>")
        ? ToolCallFormat.LLAMA
        : ToolCallFormat.NONE;
  }
}
