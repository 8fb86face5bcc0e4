package llamajar.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.server.model.Infill;
import llamajar.server.model.SamplingFields;
import llamajar.server.model.ServedModel;
import tools.jackson.databind.JsonNode;

/// A request to `/v1/completions`.
///
/// @param requests one for each prompt
/// @param choices answers to each prompt
/// @param echo whether the prompt is part of the text
/// @param logprobs how many of the most probable tokens are told, or -1
/// @param stream whether the text comes in pieces
/// @param includeUsage whether the stream ends with what it took
record CompletionRequest(
    List<GenerationRequest> requests,
    int choices,
    boolean echo,
    int logprobs,
    boolean stream,
    boolean includeUsage) {
  /// What the interface says if a request doesn't.
  private static final int DEFAULT_TOKENS = 16;

  private static final int MOST_LOGPROBS = 20;
  private static final int MOST_CHOICES = 128;

  static CompletionRequest of(Fields fields, ServedModel model) throws ApiException {
    SamplerSettings sampling = SamplingFields.settings(fields, model.sampling(), model.tokenizer());
    int maxTokens = fields.integer("max_tokens", 0, Integer.MAX_VALUE).orElse(DEFAULT_TOKENS);
    GenerationOptions options = SamplingFields.options(fields, maxTokens, false);
    int choices = fields.integer("n", 1, MOST_CHOICES).orElse(1);
    if (fields.integer("best_of", 1, MOST_CHOICES).orElse(choices) != choices) {
      throw fields.wrong("best_of", "the same as 'n': choosing among more is not supported");
    }
    OptionalInt logprobs = fields.integer("logprobs", 0, MOST_LOGPROBS);
    boolean echo = fields.flag("echo", false);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int[] prompt : prompts(fields, model, echo)) {
      GenerationRequest request =
          GenerationRequest.of(prompt, sampling, options).withChoices(choices);
      requests.add(
          logprobs.isPresent() ? request.withLogprobs(logprobs.getAsInt(), echo) : request);
    }
    boolean stream = fields.flag("stream", false);
    boolean includeUsage = StreamOptions.includeUsage(fields);
    return new CompletionRequest(
        requests, choices, echo, logprobs.orElse(-1), stream, includeUsage);
  }

  private static List<int[]> prompts(Fields fields, ServedModel model, boolean echo)
      throws ApiException {
    JsonNode prompt = fields.find("prompt");
    String suffix = fields.text("suffix").orElse("");
    if (!suffix.isEmpty()) {
      if (echo) {
        throw fields.wrong("echo", "false where there is a 'suffix'");
      }
      return List.of(Infill.prompt(model.tokenizer(), fields.requiredText("prompt"), suffix, ""));
    }
    if (prompt == null) {
      throw ApiException.badField("prompt", "'prompt' is missing");
    }
    return model.prompts(prompt, "prompt");
  }
}
