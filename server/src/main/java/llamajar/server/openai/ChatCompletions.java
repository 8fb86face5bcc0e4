package llamajar.server.openai;

import java.io.IOException;
import java.util.ArrayList;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/chat/completions`.
public final class ChatCompletions {
  private final ChatModel model;

  /// Conversations with a model.
  public ChatCompletions(ChatModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    ChatRequest request = ChatRequest.of(Fields.of(exchange.body()), model.served());
    String prompt = model.prompt(request.call());
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < request.call().choices(); i++) {
      choices.add(new Choice(new WholeAnswer(model.parser(request.call(), prompt))));
    }
    Answer answer = model.submit(request.call(), prompt);
    if (!request.stream()) {
      PatientJson patient = new PatientJson(exchange);
      Collecting sink = new Collecting(choices, patient);
      AnswerRelay.relay(answer, exchange, sink);
      patient.send(sink.response());
      return;
    }
    try (EventStream events = new EventStream(exchange)) {
      Streaming sink = new Streaming(request, choices, events);
      sink.begin();
      try {
        AnswerRelay.relay(answer, exchange, sink);
        events.send(ServerEvents.DONE);
      } catch (ApiException e) {
        events.send(OpenAiErrors.body(e));
      }
    } finally {
      answer.cancel();
    }
  }

  /// The prompt that a conversation becomes: `POST /apply-template`.
  public void applyTemplate(Exchange exchange) throws ApiException, IOException {
    ChatRequest request = ChatRequest.of(Fields.of(exchange.body()), model.served());
    exchange.json(200, Json.bytes(Json.object().put("prompt", model.prompt(request.call()))));
  }

  /// One of the answers.
  private static final class Choice {
    private final WholeAnswer answer;
    private final ArrayNode logprobs = Json.array();
    private @Nullable StopReason reason;

    Choice(WholeAnswer answer) {
      this.answer = answer;
    }

    String finishReason() {
      if (reason == null) {
        return "length";
      }
      boolean complete = FinishReason.of(reason).equals("stop");
      return complete && !answer.calls().isEmpty() ? "tool_calls" : FinishReason.of(reason);
    }
  }

  private final class Collecting implements AnswerSink {
    private final List<Choice> choices;
    private final PatientJson patient;
    private final Usage usage = new Usage();

    Collecting(List<Choice> choices, PatientJson patient) {
      this.choices = choices;
      this.patient = patient;
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      Choice choice = choices.get(event.choice());
      choice.answer.accept(event.text());
      if (event.logprobs() != null) {
        choice.logprobs.add(ChatLogprobs.entry(model.served().tokenizer(), event.logprobs()));
      }
      nothing();
    }

    @Override
    public void ended(AnswerEvent.Ended event) {
      Choice choice = choices.get(event.choice());
      choice.answer.accept(event.rest());
      choice.answer.finish();
      choice.reason = event.reason();
    }

    @Override
    public void finished(AnswerUsage used) {
      usage.add(used);
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
      ObjectNode response = head("chat.completion");
      ArrayNode list = response.putArray("choices");
      for (Choice choice : choices) {
        ObjectNode node = list.addObject().put("index", list.size() - 1);
        node.set("message", message(choice.answer));
        if (choice.logprobs.isEmpty()) {
          node.putNull("logprobs");
        } else {
          node.putObject("logprobs").set("content", choice.logprobs);
        }
        node.put("finish_reason", choice.finishReason());
      }
      usage.writeUsage(response);
      usage.writeTimings(response);
      return response;
    }
  }

  private static ObjectNode message(WholeAnswer answer) {
    ObjectNode message = Json.object().put("role", "assistant");
    List<WholeAnswer.Call> calls = answer.calls();
    message.put("content", answer.said().isEmpty() && !calls.isEmpty() ? null : answer.said());
    if (!answer.thought().isEmpty()) {
      message.put("reasoning_content", answer.thought());
    }
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      for (WholeAnswer.Call call : calls) {
        ObjectNode node = list.addObject().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    return message;
  }

  private final class Streaming implements AnswerSink {
    private final ChatRequest request;
    private final List<Choice> choices;
    private final EventStream events;
    private final ObjectNode head = head("chat.completion.chunk");

    Streaming(ChatRequest request, List<Choice> choices, EventStream events) {
      this.request = request;
      this.choices = choices;
      this.events = events;
    }

    void begin() throws IOException {
      for (int i = 0; i < choices.size(); i++) {
        send(i, Json.object().put("role", "assistant").put("content", ""), null, null);
      }
    }

    private void send(
        int choice, ObjectNode delta, @Nullable ObjectNode logprobs, @Nullable String reason)
        throws IOException {
      ObjectNode chunk = head.deepCopy();
      ObjectNode node = chunk.putArray("choices").addObject().put("index", choice);
      node.set("delta", delta);
      if (logprobs == null) {
        node.putNull("logprobs");
      } else {
        node.putObject("logprobs").putArray("content").add(logprobs);
      }
      node.put("finish_reason", reason);
      if (request.includeUsage()) {
        chunk.putNull("usage");
      }
      events.send(Json.bytes(chunk));
    }

    private void send(int choice, List<AnswerDelta> parts, @Nullable ObjectNode logprobs)
        throws IOException {
      ObjectNode pending = logprobs;
      for (AnswerDelta part : parts) {
        send(choice, delta(choices.get(choice).answer, part), pending, null);
        pending = null;
      }
      if (pending != null) {
        send(choice, Json.object(), pending, null);
      }
    }

    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      if (!request.progress()) {
        events.keepAlive();
        return;
      }
      ObjectNode chunk = head.deepCopy();
      chunk.putArray("choices");
      chunk
          .putObject("prompt_progress")
          .put("total", event.total())
          .put("cache", event.cached())
          .put("processed", event.done());
      events.send(Json.bytes(chunk));
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      ObjectNode logprobs =
          event.logprobs() == null
              ? null
              : ChatLogprobs.entry(model.served().tokenizer(), event.logprobs());
      send(event.choice(), choices.get(event.choice()).answer.accept(event.text()), logprobs);
    }

    @Override
    public void ended(AnswerEvent.Ended event) throws IOException {
      Choice choice = choices.get(event.choice());
      send(event.choice(), choice.answer.accept(event.rest()), null);
      send(event.choice(), choice.answer.finish(), null);
      choice.reason = event.reason();
      send(event.choice(), Json.object(), null, choice.finishReason());
    }

    @Override
    public void finished(AnswerUsage used) throws IOException {
      if (request.includeUsage()) {
        Usage usage = new Usage();
        usage.add(used);
        ObjectNode last = head.deepCopy();
        last.putArray("choices");
        usage.writeUsage(last);
        usage.writeTimings(last);
        events.send(Json.bytes(last));
      }
    }

    @Override
    public void nothing() throws IOException {
      events.keepAlive();
    }
  }

  private static ObjectNode delta(WholeAnswer answer, AnswerDelta part) {
    return switch (part) {
      case AnswerDelta.Content said -> Json.object().put("content", said.text());
      case AnswerDelta.Reasoning thought -> Json.object().put("reasoning_content", thought.text());
      case AnswerDelta.CallStart begun -> {
        ObjectNode delta = Json.object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", begun.index());
        call.put("id", answer.callId(begun.index())).put("type", "function");
        call.putObject("function").put("name", begun.name()).put("arguments", "");
        yield delta;
      }
      case AnswerDelta.CallArguments arguments -> {
        ObjectNode delta = Json.object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", arguments.index());
        call.putObject("function").put("arguments", arguments.json());
        yield delta;
      }
    };
  }

  private ObjectNode head(String object) {
    return Json.object()
        .put("id", "chatcmpl-" + UUID.randomUUID())
        .put("object", object)
        .put("created", System.currentTimeMillis() / 1000)
        .put("model", model.served().name());
  }
}
