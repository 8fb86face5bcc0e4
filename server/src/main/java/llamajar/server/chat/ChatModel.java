package llamajar.server.chat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.server.http.ApiException;
import llamajar.server.model.ServedModel;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// A model that converses.
public final class ChatModel {
  private final ServedModel model;
  private final @Nullable ChatFormat format;

  /// @param format null if the model's file has no template and none was chosen
  public ChatModel(ServedModel model, @Nullable ChatFormat format) {
    this.model = model;
    this.format = format;
  }

  /// The model.
  public ServedModel served() {
    return model;
  }

  /// The prompt of a conversation.
  ///
  /// @throws ApiException if the model has no template, or it refuses the conversation
  public String prompt(ChatCall call) throws ApiException {
    Map<String, Object> variables = new LinkedHashMap<>(call.variables());
    variables.put("messages", call.messages());
    if (!call.tools().isEmpty() && !(call.toolChoice() instanceof ToolChoice.None)) {
      variables.put("tools", call.tools());
    }
    variables.putIfAbsent("add_generation_prompt", true);
    variables.put("bos_token", spelling(SpecialToken.BOS));
    variables.put("eos_token", spelling(SpecialToken.EOS));
    return format().prompt(variables);
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
    if (call.schema() != null) {
      throw ApiException.badField(
          "response_format", "'response_format': constrained output is not supported yet");
    }
    switch (call.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> {}
      case ToolChoice.Any any -> throw noConstraints();
      case ToolChoice.Named named -> throw noConstraints();
    }
    GenerationRequest request =
        GenerationRequest.of(tokens(prompt), call.sampling(), call.options())
            .withChoices(call.choices());
    return model.submit(
        call.topLogprobs() < 0 ? request : request.withLogprobs(call.topLogprobs(), false));
  }

  private static ApiException noConstraints() {
    return ApiException.badField(
        "tool_choice",
        "'tool_choice': only \"auto\" and \"none\" are supported; calls can't be forced yet");
  }

  /// What takes an answer apart.
  public AnswerParser parser(ChatCall call, String prompt) throws ApiException {
    boolean tools = !call.tools().isEmpty() && !(call.toolChoice() instanceof ToolChoice.None);
    return format().parser(prompt, tools);
  }

  private ChatFormat format() throws ApiException {
    if (format == null) {
      throw ApiException.of(
          400,
          "this model has no chat template; complete text with /v1/completions, or start the server with --chat-template NAME");
    }
    return format;
  }

  private String spelling(SpecialToken role) {
    Tokenizer tokenizer = model.tokenizer();
    OptionalInt id = tokenizer.vocabulary().special(role);
    return id.isEmpty()
        ? ""
        : new String(tokenizer.piece(id.getAsInt(), true), StandardCharsets.UTF_8);
  }
}
