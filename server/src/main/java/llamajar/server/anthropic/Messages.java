package llamajar.server.anthropic;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.server.chat.ChatModel;
import llamajar.server.chat.WholeAnswer;
import llamajar.server.http.ApiException;
import llamajar.server.http.EventStream;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.AnswerRelay;
import llamajar.server.model.AnswerSink;
import llamajar.server.model.PatientJson;
import llamajar.text.answer.AnswerDelta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/messages` and `POST /v1/messages/count_tokens`.
public final class Messages {
  private final ChatModel model;

  /// Conversations with a model.
  public Messages(ChatModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    MessagesRequest request = MessagesRequest.of(Fields.of(exchange.body()), model.served(), false);
    String prompt = model.prompt(request.call());
    int promptTokens = model.tokens(request.call(), prompt).length;
    WholeAnswer whole = new WholeAnswer(model.parser(request.call(), prompt));
    Answer answer = model.submit(request.call(), prompt);
    if (!request.stream()) {
      PatientJson patient = new PatientJson(exchange);
      Collecting sink = new Collecting(whole, patient);
      AnswerRelay.relay(answer, exchange, sink);
      patient.send(sink.response());
      return;
    }
    try (EventStream events = new EventStream(exchange)) {
      Streaming sink = new Streaming(whole, events);
      sink.begin(promptTokens);
      try {
        AnswerRelay.relay(answer, exchange, sink);
      } catch (ApiException e) {
        events.send("error", AnthropicErrors.body(e));
      }
    } finally {
      answer.cancel();
    }
  }

  /// Tells how many tokens a request's prompt has.
  public void countTokens(Exchange exchange) throws ApiException, IOException {
    MessagesRequest request = MessagesRequest.of(Fields.of(exchange.body()), model.served(), true);
    int count = model.tokens(request.call(), model.prompt(request.call())).length;
    exchange.json(200, Json.bytes(Json.object().put("input_tokens", count)));
  }

  private static String stopReason(AnswerEvent.Ended ended, WholeAnswer answer) {
    return switch (ended.reason()) {
      case END_OF_GENERATION -> answer.calls().isEmpty() ? "end_turn" : "tool_use";
      case STOP_TEXT -> "stop_sequence";
      case LENGTH, CONTEXT_FULL, TIMED_OUT, CANCELLED -> "max_tokens";
    };
  }

  private ObjectNode head() {
    return Json.object()
        .put("id", "msg_" + UUID.randomUUID().toString().replace("-", ""))
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model.served().name());
  }

  private final class Collecting implements AnswerSink {
    private final WholeAnswer answer;
    private final PatientJson patient;
    private AnswerEvent.@Nullable Ended ended;
    private @Nullable AnswerUsage usage;

    Collecting(WholeAnswer answer, PatientJson patient) {
      this.answer = answer;
      this.patient = patient;
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      answer.accept(event.text());
      nothing();
    }

    @Override
    public void ended(AnswerEvent.Ended event) {
      answer.accept(event.rest());
      answer.finish();
      ended = event;
    }

    @Override
    public void finished(AnswerUsage used) {
      usage = used;
    }

    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      nothing();
    }

    @Override
    public void nothing() throws IOException {
      patient.goOn(System.nanoTime());
    }

    ObjectNode response() {
      ObjectNode response = head();
      ArrayNode content = response.putArray("content");
      if (!answer.thought().isEmpty()) {
        content
            .addObject()
            .put("type", "thinking")
            .put("thinking", answer.thought())
            .put("signature", "");
      }
      if (!answer.said().isEmpty()) {
        content.addObject().put("type", "text").put("text", answer.said());
      }
      for (WholeAnswer.Call call : answer.calls()) {
        ObjectNode block = content.addObject().put("type", "tool_use");
        block.put("id", call.id()).put("name", call.name());
        block.set("input", MessagesRequest.input(call.arguments()));
      }
      if (ended != null && usage != null) {
        response.put("stop_reason", stopReason(ended, answer));
        response.put("stop_sequence", ended.stopText());
        writeUsage(response, usage);
      }
      return response;
    }
  }

  private static void writeUsage(ObjectNode target, AnswerUsage usage) {
    target
        .putObject("usage")
        .put("input_tokens", usage.promptTokens() - usage.cachedTokens())
        .put("cache_read_input_tokens", usage.cachedTokens())
        .put("output_tokens", usage.tokens());
  }

  /// Blocks are numbered as they begin; one is open at a time.
  private final class Streaming implements AnswerSink {
    private final WholeAnswer answer;
    private final EventStream events;
    private int blocks;
    private String open = "";
    private AnswerEvent.@Nullable Ended ended;

    Streaming(WholeAnswer answer, EventStream events) {
      this.answer = answer;
      this.events = events;
    }

    void begin(int promptTokens) throws IOException {
      ObjectNode message = head();
      message.putArray("content");
      message.putNull("stop_reason").putNull("stop_sequence");
      message.putObject("usage").put("input_tokens", promptTokens).put("output_tokens", 0);
      ObjectNode start = Json.object().put("type", "message_start");
      start.set("message", message);
      send(start);
    }

    private void send(ObjectNode event) throws IOException {
      events.send(event.get("type").stringValue(), Json.bytes(event));
    }

    private void send(List<AnswerDelta> parts) throws IOException {
      for (AnswerDelta part : parts) {
        switch (part) {
          case AnswerDelta.Content said -> {
            open("text", Json.object().put("type", "text").put("text", ""));
            delta(Json.object().put("type", "text_delta").put("text", said.text()));
          }
          case AnswerDelta.Reasoning thought -> {
            open(
                "thinking",
                Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
            delta(Json.object().put("type", "thinking_delta").put("thinking", thought.text()));
          }
          case AnswerDelta.CallStart begun -> {
            ObjectNode block = Json.object().put("type", "tool_use");
            block.put("id", answer.callId(begun.index())).put("name", begun.name());
            block.putObject("input");
            open("tool_use " + begun.index(), block);
          }
          case AnswerDelta.CallArguments arguments ->
              delta(
                  Json.object()
                      .put("type", "input_json_delta")
                      .put("partial_json", arguments.json()));
        }
      }
    }

    private void open(String kind, ObjectNode block) throws IOException {
      if (open.equals(kind)) {
        return;
      }
      close();
      open = kind;
      ObjectNode start = Json.object().put("type", "content_block_start").put("index", blocks);
      start.set("content_block", block);
      send(start);
    }

    private void close() throws IOException {
      if (!open.isEmpty()) {
        send(Json.object().put("type", "content_block_stop").put("index", blocks));
        blocks++;
        open = "";
      }
    }

    private void delta(ObjectNode delta) throws IOException {
      ObjectNode event = Json.object().put("type", "content_block_delta").put("index", blocks);
      event.set("delta", delta);
      send(event);
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      send(answer.accept(event.text()));
    }

    @Override
    public void ended(AnswerEvent.Ended event) throws IOException {
      send(answer.accept(event.rest()));
      send(answer.finish());
      close();
      ended = event;
    }

    @Override
    public void finished(AnswerUsage usage) throws IOException {
      ObjectNode event = Json.object().put("type", "message_delta");
      ObjectNode delta = event.putObject("delta");
      if (ended != null) {
        delta.put("stop_reason", stopReason(ended, answer));
        delta.put("stop_sequence", ended.stopText());
      }
      writeUsage(event, usage);
      send(event);
      send(Json.object().put("type", "message_stop"));
    }

    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      send(Json.object().put("type", "ping"));
    }

    @Override
    public void nothing() throws IOException {
      send(Json.object().put("type", "ping"));
    }
  }
}
