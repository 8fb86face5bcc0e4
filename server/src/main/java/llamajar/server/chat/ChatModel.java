package llamajar.server.chat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import llamajar.engine.GenerationOptions;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.server.http.ApiException;
import llamajar.server.model.ServedModel;
import llamajar.server.model.TokenText;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.answer.AnswerParser;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.schema.JsonSchema;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.tokenizer.SpecialToken;
import org.jspecify.annotations.Nullable;

/// A model that converses.
public final class ChatModel {
  private final ServedModel model;
  private final @Nullable ChatTemplate template;

  /// @param template null if the model's file has none and none was chosen
  public ChatModel(ServedModel model, @Nullable ChatTemplate template) {
    this.model = model;
    this.template = template;
  }

  /// The model.
  public ServedModel served() {
    return model;
  }

  /// The prompt of a conversation.
  ///
  /// @throws ApiException if the model has no template, or it refuses the conversation
  public String prompt(ChatCall call) throws ApiException {
    ChatTemplate format = template();
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(call.variables());
    boolean continues = !Boolean.FALSE.equals(variables.remove("add_generation_prompt"));
    ChatRequest request =
        new ChatRequest(
            call.messages(),
            mayCall(call) ? call.tools() : List.of(),
            continues,
            spelling(SpecialToken.BOS),
            spelling(SpecialToken.EOS),
            variables,
            ZonedDateTime.now(ZoneId.systemDefault()));
    try {
      return format.render(request);
    } catch (TemplateException e) {
      throw ApiException.badField(
          "messages", "the model's chat template refuses this: " + e.getMessage());
    }
  }

  /// The tokens of a prompt.
  public int[] tokens(String prompt) throws ApiException {
    String bos = spelling(SpecialToken.BOS);
    // Most templates write the token that begins a text; it must not be there twice.
    boolean begun = !bos.isEmpty() && prompt.startsWith(bos);
    int[] tokens = model.tokenizer().encode(prompt, !begun, true);
    if (tokens.length == 0) {
      throw ApiException.badField("messages", "'messages' give an empty prompt");
    }
    return tokens;
  }

  /// Begins to answer.
  ///
  /// @param prompt of [#prompt(ChatCall)]
  public Answer submit(ChatCall call, String prompt) throws ApiException {
    switch (call.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> {}
      case ToolChoice.Any any -> throw noConstraints();
      case ToolChoice.Named named -> throw noConstraints();
    }
    GenerationOptions options =
        new GenerationOptions(
            call.options().maxTokens(),
            call.options().stops(),
            call.options().ignoreEndOfGeneration(),
            format(call).readsControlTokens());
    GenerationRequest request =
        GenerationRequest.of(tokens(prompt), call.sampling(), held(call, prompt, options))
            .withChoices(call.choices());
    return model.submit(
        call.topLogprobs() < 0 ? request : request.withLogprobs(call.topLogprobs(), false));
  }

  /// Holds the answer to the schema of a call, if it has one. No schema at all is that of any
  /// object.
  private GenerationOptions held(ChatCall call, String prompt, GenerationOptions options)
      throws ApiException {
    Map<String, Object> schema = call.schema();
    if (schema == null) {
      return options;
    }
    if (template().startsInReasoning(prompt) || options.renderSpecial()) {
      throw ApiException.badField(
          "response_format",
          "'response_format': this model's answers begin with thoughts or marks, which can't be held to a schema yet");
    }
    Map<String, Object> wanted = schema.isEmpty() ? Map.of("type", "object") : schema;
    return options.withConstraint(
        model.constraint("response_format", () -> JsonSchema.compile(wanted)));
  }

  private static ApiException noConstraints() {
    return ApiException.badField(
        "tool_choice",
        "'tool_choice': only \"auto\" and \"none\" are supported; calls can't be forced yet");
  }

  /// What takes an answer apart.
  public AnswerParser parser(ChatCall call, String prompt) throws ApiException {
    return AnswerParser.of(
        format(call),
        endTexts(),
        template().startsInReasoning(prompt),
        new DeclaredTypes(call.tools()));
  }

  private AnswerFormat format(ChatCall call) throws ApiException {
    AnswerFormat format = template().answerFormat();
    return mayCall(call) ? format : format.withoutCalls();
  }

  private static boolean mayCall(ChatCall call) {
    return !call.tools().isEmpty() && !(call.toolChoice() instanceof ToolChoice.None);
  }

  private ChatTemplate template() throws ApiException {
    if (template == null) {
      throw ApiException.of(
          400,
          "this model has no chat template; complete text with /v1/completions, which takes no template");
    }
    return template;
  }

  /// What the tokens print that end an answer.
  private List<String> endTexts() {
    List<String> texts = new ArrayList<>();
    for (int id : model.tokenizer().endOfGenerationIds()) {
      String text = TokenText.of(model.tokenizer(), id);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private String spelling(SpecialToken role) {
    OptionalInt id = model.tokenizer().vocabulary().special(role);
    return id.isPresent() ? TokenText.of(model.tokenizer(), id.getAsInt()) : "";
  }
}
