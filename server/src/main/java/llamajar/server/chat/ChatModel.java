package llamajar.server.chat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.engine.GenerationOptions;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.server.http.ApiException;
import llamajar.server.model.ServedModel;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.answer.AnswerGrammar;
import llamajar.text.answer.AnswerParser;
import llamajar.text.answer.DeclaredTool;
import llamajar.text.answer.ToolCallFormat;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.chat.ChatTemplates;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.tokenizer.SpecialToken;
import org.jspecify.annotations.Nullable;

/// A model that converses.
public final class ChatModel {
  private final ServedModel model;
  private final ChatTemplates templates;

  /// @param templates none if the model's file has none and none was chosen
  public ChatModel(ServedModel model, ChatTemplates templates) {
    this.model = model;
    this.templates = templates;
  }

  /// The model.
  public ServedModel served() {
    return model;
  }

  /// The prompt of a conversation.
  ///
  /// @throws ApiException if the model has no template, or it refuses the conversation
  public String prompt(ChatCall call) throws ApiException {
    ModelChat format = chat(call);
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(call.variables());
    boolean continues = !Boolean.FALSE.equals(variables.remove("add_generation_prompt"));
    ChatRequest request =
        new ChatRequest(
            call.messages(),
            call.tools().mayCall() ? call.tools().declared() : List.of(),
            continues,
            format.spelling(SpecialToken.BOS),
            format.spelling(SpecialToken.EOS),
            variables,
            ZonedDateTime.now(ZoneId.systemDefault()));
    try {
      return format.template().render(request);
    } catch (TemplateException e) {
      throw ApiException.badField(
          "messages", "the model's chat template refuses this: " + e.getMessage());
    }
  }

  /// The tokens of a prompt.
  ///
  /// @param prompt of [#prompt(ChatCall)]
  public int[] tokens(ChatCall call, String prompt) throws ApiException {
    int[] tokens = chat(call).encode(prompt);
    if (tokens.length == 0) {
      throw ApiException.badField("messages", "'messages' give an empty prompt");
    }
    return tokens;
  }

  /// Begins to answer.
  ///
  /// @param prompt of [#prompt(ChatCall)]
  public Answer submit(ChatCall call, String prompt) throws ApiException {
    GenerationOptions options = call.options().withRenderSpecial(format(call).readsControlTokens());
    GenerationRequest request =
        GenerationRequest.of(tokens(call, prompt), call.sampling(), held(call, prompt, options))
            .withChoices(call.choices());
    return model.submit(
        call.topLogprobs() < 0 ? request : request.withLogprobs(call.topLogprobs(), false));
  }

  /// Holds the answer to what the call asks for: calls that must be made or their arguments, and
  /// the content.
  private GenerationOptions held(ChatCall call, String prompt, GenerationOptions options)
      throws ApiException {
    ToolUse tools = call.tools();
    ContentRule content = call.content();
    if (!tools.mayCall() && content == null) {
      return options;
    }
    AnswerGrammar answers =
        new AnswerGrammar(format(call), chat(call).template().startsInReasoning(prompt));
    boolean speaksOfCalls = answers.format().calls() != ToolCallFormat.NONE;
    if (tools.mustCall() && !speaksOfCalls) {
      throw ApiException.badField(
          "tool_choice",
          "'tool_choice': this model's chat template does not show how it calls tools, so that calls can't be forced");
    }
    List<DeclaredTool> callable = tools.mayCall() && speaksOfCalls ? tools.callable() : List.of();
    String source =
        "%s %s %s %s"
            .formatted(answers, tools.several(), callable, content == null ? "" : content.source());
    if (tools.mustCall()) {
      return options.withConstraint(
          model.constraint(
              "tools",
              "calls " + source,
              options.renderSpecial(),
              () -> answers.calls(callable, tools.several())));
    }
    if (content != null) {
      return options.withConstraint(
          model.constraint(
              content.field(),
              "content " + source,
              options.renderSpecial(),
              () ->
                  callable.isEmpty()
                      ? answers.content(content.rule())
                      : answers.contentOrCalls(content.rule(), callable, tools.several())));
    }
    return freeButCalls(answers, callable, source, tools.several(), options);
  }

  /// Most answers are free but for the arguments of calls.
  private GenerationOptions freeButCalls(
      AnswerGrammar answers,
      List<DeclaredTool> callable,
      String source,
      boolean several,
      GenerationOptions options)
      throws ApiException {
    return callable.isEmpty() || !answers.tellsCalls()
        ? options
        : options.withConstraint(
            model.constraint(
                "tools",
                "any " + source,
                options.renderSpecial(),
                () -> answers.textOrCalls(callable, several)));
  }

  /// What takes an answer apart.
  public AnswerParser parser(ChatCall call, String prompt) throws ApiException {
    return AnswerParser.of(
        format(call),
        chat(call).endTexts(),
        chat(call).template().startsInReasoning(prompt),
        new DeclaredTypes(call.tools().declared()));
  }

  private AnswerFormat format(ChatCall call) throws ApiException {
    AnswerFormat format = chat(call).template().answerFormat();
    return call.tools().mayCall() ? format : format.withoutCalls();
  }

  /// How a conversation is written.
  private ModelChat chat(ChatCall call) throws ApiException {
    boolean withTools = call.tools().mayCall();
    ChatTemplate template =
        templates
            .forConversation(withTools)
            .orElseThrow(() ->
                ApiException.of(
                    400,
                    "this model has no chat template; complete text with /v1/completions, which takes no template"));
    return new ModelChat(template, model.tokenizer());
  }
}
