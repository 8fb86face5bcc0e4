package llamajar.server.plain;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import llamajar.engine.GenerationOptions;
import llamajar.engine.StopReason;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.TokenLogprob;
import llamajar.engine.scheduler.TokenLogprobs;
import llamajar.server.chat.JavaJson;
import llamajar.server.http.ApiException;
import llamajar.server.http.EventStream;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.AnswerRelay;
import llamajar.server.model.AnswerSink;
import llamajar.server.model.Infill;
import llamajar.server.model.PatientJson;
import llamajar.server.model.SamplingFields;
import llamajar.server.model.ServedModel;
import llamajar.server.model.TokenText;
import llamajar.server.openai.OpenAiErrors;
import llamajar.server.openai.Usage;
import llamajar.text.grammar.Grammar;
import llamajar.text.schema.JsonSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /completion` and `POST /infill`.
public final class PlainCompletion {
  private static final int MOST_PROBS = 100;

  private final ServedModel model;

  /// Completions by a model.
  public PlainCompletion(ServedModel model) {
    this.model = model;
  }

  /// Continues `prompt`.
  public void complete(Exchange exchange) throws ApiException, IOException, InterruptedException {
    Fields fields = Fields.of(exchange.body());
    JsonNode prompt = fields.find("prompt");
    if (prompt == null) {
      throw ApiException.badField("prompt", "'prompt' is missing");
    }
    List<int[]> prompts = model.prompts(prompt, "prompt");
    if (prompts.size() != 1) {
      throw fields.wrong("prompt", "one string or one array of tokens");
    }
    answer(fields, prompts.getFirst(), exchange);
  }

  /// Writes what is between `input_prefix` and `input_suffix`.
  public void infill(Exchange exchange) throws ApiException, IOException, InterruptedException {
    Fields fields = Fields.of(exchange.body());
    int[] prompt =
        Infill.prompt(
            model.tokenizer(),
            fields.text("input_prefix").orElse(""),
            fields.text("input_suffix").orElse(""),
            fields.text("prompt").orElse(""));
    answer(fields, prompt, exchange);
  }

  private void answer(Fields fields, int[] prompt, Exchange exchange)
      throws ApiException, IOException, InterruptedException {
    SamplerSettings sampling = SamplingFields.settings(fields, model.sampling(), model.tokenizer());
    int maxTokens = fields.integer("n_predict", -1, Integer.MAX_VALUE).orElse(-1);
    GenerationOptions options =
        held(
            fields,
            SamplingFields.options(fields, maxTokens, fields.flag("return_special", false)));
    int probs = fields.integer("n_probs", 0, MOST_PROBS).orElse(0);
    boolean stream = fields.flag("stream", false);
    boolean progress = fields.flag("return_progress", false);
    GenerationRequest request = GenerationRequest.of(prompt, sampling, options);
    Answer answer = model.submit(probs > 0 ? request.withLogprobs(probs, false) : request);
    if (stream) {
      try (EventStream events = new EventStream(exchange)) {
        Streaming sink = new Streaming(events, progress);
        try {
          AnswerRelay.relay(answer, exchange, sink);
        } catch (ApiException e) {
          events.send(OpenAiErrors.body(e));
        }
      }
    } else {
      PatientJson patient = new PatientJson(exchange);
      Collecting sink = new Collecting(patient);
      AnswerRelay.relay(answer, exchange, sink);
      patient.send(sink.response);
    }
  }

  /// Holds the text to `grammar` or `json_schema`, if one is given.
  private GenerationOptions held(Fields fields, GenerationOptions options) throws ApiException {
    String grammar = fields.text("grammar").orElse("");
    JsonNode schema = fields.find("json_schema");
    if (!grammar.isEmpty() && schema != null) {
      throw ApiException.badField("grammar", "'grammar' and 'json_schema': give one of them");
    }
    if (!grammar.isEmpty()) {
      return held("grammar", "grammar " + grammar, () -> Grammar.parse(grammar), options);
    }
    return schema == null
        ? options
        : held(
            "json_schema",
            "schema " + Json.text(schema),
            () -> JsonSchema.compile(JavaJson.of(schema)),
            options);
  }

  private GenerationOptions held(
      String field, String source, Supplier<Grammar> grammar, GenerationOptions options)
      throws ApiException {
    return options.withConstraint(
        model.constraint(field, source, options.renderSpecial(), grammar));
  }

  /// What the last object says about the end.
  private ObjectNode end(AnswerEvent.Ended event, AnswerUsage used, String content) {
    ObjectNode node = Json.object();
    node.put("index", 0).put("content", content).put("stop", true).put("model", model.name());
    node.put("stop_type", stopType(event.reason()));
    node.put("stopping_word", event.stopText() == null ? "" : event.stopText());
    node.put("truncated", event.reason() == StopReason.CONTEXT_FULL);
    node.put("tokens_predicted", event.tokens());
    node.put("tokens_evaluated", used.promptTokens());
    node.put("tokens_cached", used.cachedTokens());
    Usage usage = new Usage();
    usage.add(used);
    usage.writeTimings(node);
    return node;
  }

  private static String stopType(StopReason reason) {
    return switch (reason) {
      case END_OF_GENERATION -> "eos";
      case STOP_TEXT -> "word";
      case LENGTH, CONTEXT_FULL, CANCELLED, TIMED_OUT -> "limit";
    };
  }

  private ObjectNode probability(TokenLogprob logprob) {
    ObjectNode node = Json.object();
    node.put("id", logprob.token());
    node.put("token", TokenText.of(model.tokenizer(), logprob.token()));
    return node.put("logprob", logprob.logprob());
  }

  private void addProbabilities(ArrayNode target, @Nullable TokenLogprobs logprobs) {
    if (logprobs != null) {
      ObjectNode node = probability(logprobs.chosen());
      ArrayNode top = node.putArray("top_logprobs");
      logprobs.top().forEach(other -> top.add(probability(other)));
      target.add(node);
    }
  }

  /// Sends everything at the end.
  private final class Collecting implements AnswerSink {
    private final PatientJson patient;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode tokens = Json.array();
    private final ArrayNode probabilities = Json.array();
    private AnswerEvent.@Nullable Ended ended;
    private ObjectNode response = Json.object();

    Collecting(PatientJson patient) {
      this.patient = patient;
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      text.append(event.text());
      tokens.add(event.token());
      addProbabilities(probabilities, event.logprobs());
      nothing();
    }

    @Override
    public void ended(AnswerEvent.Ended event) {
      text.append(event.rest());
      ended = event;
    }

    @Override
    public void finished(AnswerUsage usage) {
      if (ended != null) {
        response = end(ended, usage, text.toString());
        response.set("tokens", tokens);
        if (!probabilities.isEmpty()) {
          response.set("completion_probabilities", probabilities);
        }
      }
    }

    @Override
    public void nothing() throws IOException {
      patient.goOn(System.nanoTime());
    }
  }

  /// Sends each token as it comes.
  private final class Streaming implements AnswerSink {
    private final EventStream events;
    private final boolean progress;
    private AnswerEvent.@Nullable Ended ended;

    Streaming(EventStream events, boolean progress) {
      this.events = events;
      this.progress = progress;
    }

    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      if (!progress) {
        events.keepAlive();
        return;
      }
      ObjectNode node = Json.object().put("index", 0).put("content", "").put("stop", false);
      node.putObject("prompt_progress")
          .put("total", event.total())
          .put("cache", event.cached())
          .put("processed", event.done());
      events.send(Json.bytes(node));
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      ObjectNode node = Json.object().put("index", 0).put("content", event.text());
      node.putArray("tokens").add(event.token());
      node.put("stop", false);
      if (event.logprobs() != null) {
        addProbabilities(node.putArray("completion_probabilities"), event.logprobs());
      }
      events.send(Json.bytes(node));
    }

    @Override
    public void ended(AnswerEvent.Ended event) {
      ended = event;
    }

    @Override
    public void finished(AnswerUsage usage) throws IOException {
      if (ended != null) {
        ObjectNode node = end(ended, usage, ended.rest());
        node.putArray("tokens");
        events.send(Json.bytes(node));
      }
    }

    @Override
    public void nothing() throws IOException {
      events.keepAlive();
    }
  }
}
