package llamajar.server.openai;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import llamajar.engine.StopReason;
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
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/responses`.
public final class Responses {
  private final ChatModel model;

  /// Responses of a model.
  public Responses(ChatModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    ResponsesRequest request = ResponsesRequest.of(Fields.of(exchange.body()), model.served());
    String prompt = model.prompt(request.call());
    WholeAnswer whole = new WholeAnswer(model.parser(request.call(), prompt));
    ResponseItems items =
        new ResponseItems(
            "resp_" + UUID.randomUUID().toString().replace("-", ""),
            System.currentTimeMillis() / 1000,
            model.served().name());
    Answer answer = model.submit(request.call(), prompt);
    if (!request.stream()) {
      PatientJson patient = new PatientJson(exchange);
      Collecting sink = new Collecting(whole, patient);
      AnswerUsage usage = AnswerRelay.relay(answer, exchange, sink);
      patient.send(items.complete(whole, sink.reason, usage));
      return;
    }
    try (EventStream events = new EventStream(exchange)) {
      Streaming sink = new Streaming(items, whole, events);
      sink.begin();
      try {
        AnswerRelay.relay(answer, exchange, sink);
      } catch (ApiException e) {
        sink.fail(e);
      }
    } finally {
      answer.cancel();
    }
  }

  private static final class Collecting implements AnswerSink {
    private final WholeAnswer answer;
    private final PatientJson patient;
    private @Nullable StopReason reason;

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
      reason = event.reason();
    }

    @Override
    public void finished(AnswerUsage usage) {}

    @Override
    public void nothing() throws IOException {
      patient.goOn(System.nanoTime());
    }
  }

  /// Items are numbered as they begin; one is open at a time.
  private static final class Streaming implements AnswerSink {
    private final ResponseItems items;
    private final WholeAnswer answer;
    private final EventStream events;
    private int number;
    private int output = -1;
    private @Nullable Open open;
    private @Nullable StopReason reason;

    /// The item that is being written.
    private static final class Open {
      private final ObjectNode item;
      private final int call;
      private final StringBuilder text = new StringBuilder();

      Open(ObjectNode item, int call) {
        this.item = item;
        this.call = call;
      }

      boolean is(String type) {
        return item.get("type").stringValue().equals(type);
      }

      String id() {
        return item.get("id").stringValue();
      }
    }

    Streaming(ResponseItems items, WholeAnswer answer, EventStream events) {
      this.items = items;
      this.answer = answer;
      this.events = events;
    }

    void begin() throws IOException {
      send("response.created", response("in_progress"));
      send("response.in_progress", response("in_progress"));
    }

    private ObjectNode response(String status) {
      ObjectNode event = Json.object();
      event.set("response", items.response(status, List.of()));
      return event;
    }

    void fail(ApiException error) throws IOException {
      ObjectNode event = response("failed");
      ObjectNode response = (ObjectNode) event.get("response");
      response.putObject("error").put("code", "server_error").put("message", error.message());
      send("response.failed", event);
    }

    private void send(String type, ObjectNode event) throws IOException {
      ObjectNode whole = Json.object().put("type", type).put("sequence_number", number++);
      whole.setAll(event);
      events.send(type, Json.bytes(whole));
    }

    private void send(List<AnswerDelta> parts) throws IOException {
      for (AnswerDelta part : parts) {
        switch (part) {
          case AnswerDelta.Content said -> {
            Open message = message();
            message.text.append(said.text());
            send("response.output_text.delta", inPart(message).put("delta", said.text()));
          }
          case AnswerDelta.Reasoning thought -> {
            Open reasoning = reasoning();
            reasoning.text.append(thought.text());
            send("response.reasoning_text.delta", inPart(reasoning).put("delta", thought.text()));
          }
          case AnswerDelta.CallStart begun ->
              open(
                  ResponseItems.call("in_progress", answer.callId(begun.index()), begun.name(), ""),
                  begun.index());
          case AnswerDelta.CallArguments arguments -> {
            Open call = open;
            if (call != null) {
              send(
                  "response.function_call_arguments.delta",
                  inItem(call).put("delta", arguments.json()));
            }
          }
        }
      }
    }

    private Open message() throws IOException {
      Open present = open;
      if (present != null && present.is("message")) {
        return present;
      }
      Open message = open(items.message("in_progress", null), -1);
      ObjectNode event = inPart(message);
      event.set("part", ResponseItems.text(""));
      send("response.content_part.added", event);
      return message;
    }

    private Open reasoning() throws IOException {
      Open present = open;
      if (present != null && present.is("reasoning")) {
        return present;
      }
      return open(items.reasoning(""), -1);
    }

    private Open open(ObjectNode item, int call) throws IOException {
      close();
      output++;
      Open opened = new Open(item, call);
      open = opened;
      ObjectNode event = Json.object().put("output_index", output);
      event.set("item", item);
      send("response.output_item.added", event);
      return opened;
    }

    private ObjectNode inItem(Open item) {
      return Json.object().put("item_id", item.id()).put("output_index", output);
    }

    private ObjectNode inPart(Open item) {
      return inItem(item).put("content_index", 0);
    }

    private void close() throws IOException {
      Open done = open;
      if (done == null) {
        return;
      }
      open = null;
      String text = done.text.toString();
      ObjectNode item;
      if (done.is("message")) {
        send("response.output_text.done", inPart(done).put("text", text));
        ObjectNode part = inPart(done);
        part.set("part", ResponseItems.text(text));
        send("response.content_part.done", part);
        item = items.message("completed", text);
      } else if (done.is("reasoning")) {
        send("response.reasoning_text.done", inPart(done).put("text", text));
        item = items.reasoning(text);
      } else {
        WholeAnswer.Call call = answer.calls().get(done.call);
        send(
            "response.function_call_arguments.done",
            inItem(done).put("name", call.name()).put("arguments", call.arguments()));
        item = ResponseItems.call("completed", call.id(), call.name(), call.arguments());
      }
      ObjectNode event = Json.object().put("output_index", output);
      event.set("item", item);
      send("response.output_item.done", event);
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
      reason = event.reason();
    }

    @Override
    public void finished(AnswerUsage usage) throws IOException {
      ObjectNode event = Json.object();
      ObjectNode response = items.complete(answer, reason, usage);
      event.set("response", response);
      send("response." + response.get("status").stringValue(), event);
    }

    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      events.keepAlive();
    }

    @Override
    public void nothing() throws IOException {
      events.keepAlive();
    }
  }
}
