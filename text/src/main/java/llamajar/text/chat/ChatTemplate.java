package llamajar.text.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.template.Template;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// How a model wants conversations written. Immutable; any thread may use it.
public final class ChatTemplate {
  private final String source;
  private final Template template;
  private final AnswerFormat answerFormat;
  private volatile @Nullable Capabilities capabilities;

  private ChatTemplate(String source) {
    this.source = source;
    template = Template.parse(source);
    answerFormat = AnswerFormat.of(source);
  }

  /// A template from its text.
  ///
  /// @throws TemplateException if it is none
  public static ChatTemplate of(String source) {
    return new ChatTemplate(source);
  }

  /// One of [BuiltInTemplates], or empty if there is none of that name.
  public static Optional<ChatTemplate> builtIn(String name) {
    return BuiltInTemplates.source(name).map(ChatTemplate::new);
  }

  /// Its text.
  public String source() {
    return source;
  }

  /// How a model with this template writes its answers.
  public AnswerFormat answerFormat() {
    return answerFormat;
  }

  /// What it supports; found out when it is first asked for.
  public Capabilities capabilities() {
    Capabilities known = capabilities;
    if (known == null) {
      known = Probes.of(template);
      capabilities = known;
    }
    return known;
  }

  /// The conversation as the model reads it, messages adapted to what the template supports.
  ///
  /// @throws TemplateException of kind `RAISED` if the template refuses the conversation: its
  ///   reason is meant for whoever wrote that; of another kind if the template is at fault
  public String render(ChatRequest request) {
    return renderAsIs(
        isPlain(request)
            ? request
            : request.withMessages(new Adaptation(capabilities()).of(request.messages())));
  }

  /// The conversation as the template makes it of the very messages.
  ///
  /// @throws TemplateException as [#render]
  public String renderAsIs(ChatRequest request) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", request.messages());
    if (!request.tools().isEmpty()) {
      variables.put("tools", request.tools());
    }
    variables.put("add_generation_prompt", request.addGenerationPrompt());
    variables.put("bos_token", request.bosToken());
    variables.put("eos_token", request.eosToken());
    variables.putAll(request.variables());
    return template.render(variables, request.time());
  }

  /// Whether the model's answer to a prompt begins inside of its thoughts.
  public boolean startsInReasoning(String prompt) {
    String open = answerFormat.reasoning().open();
    return !open.isEmpty() && prompt.stripTrailing().endsWith(open);
  }

  /// Whether every template takes it: no probes are needed then, which saves time at the start.
  private static boolean isPlain(ChatRequest request) {
    List<? extends Map<String, ?>> messages = request.messages();
    return messages.stream()
        .allMatch(message ->
            message.get("content") instanceof String
                && ("user".equals(message.get("role")) || "assistant".equals(message.get("role")))
                && !message.containsKey("tool_calls"));
  }
}
