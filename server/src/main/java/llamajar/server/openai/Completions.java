package llamajar.server.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.engine.scheduler.TokenLogprobs;
import llamajar.server.http.ApiException;
import llamajar.server.http.EventStream;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.AnswerRelay;
import llamajar.server.model.AnswerSink;
import llamajar.server.model.PatientJson;
import llamajar.server.model.ServedModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/completions`.
public final class Completions {
  private final ServedModel model;

  /// Completions by a model.
  public Completions(ServedModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    CompletionRequest request = CompletionRequest.of(Fields.of(exchange.body()), model);
    List<Answer> answers = new ArrayList<>();
    try {
      for (var each : request.requests()) {
        answers.add(model.submit(each));
      }
      if (request.stream()) {
        stream(request, answers, exchange);
      } else {
        collect(request, answers, exchange);
      }
    } finally {
      answers.forEach(Answer::cancel);
    }
  }

  private void collect(CompletionRequest request, List<Answer> answers, Exchange exchange)
      throws ApiException, IOException, InterruptedException {
    PatientJson patient = new PatientJson(exchange);
    ObjectNode response = head();
    var choices = response.putArray("choices");
    Usage usage = new Usage();
    for (int i = 0; i < answers.size(); i++) {
      List<Whole> wholes = new ArrayList<>();
      int[] prompt = request.requests().get(i).prompt();
      for (int c = 0; c < request.choices(); c++) {
        wholes.add(new Whole(request, prompt));
      }
      AnswerSink sink = new Collecting(wholes, patient, usage);
      AnswerRelay.relay(answers.get(i), exchange, sink);
      for (int c = 0; c < wholes.size(); c++) {
        choices.add(wholes.get(c).node(i * request.choices() + c));
      }
    }
    usage.writeUsage(response);
    usage.writeTimings(response);
    patient.send(response);
  }

  /// A choice that is sent when it is complete.
  private final class Whole {
    private final StringBuilder text = new StringBuilder();
    private final @Nullable CompletionLogprobs logprobs;
    private String reason = "";

    Whole(CompletionRequest request, int[] prompt) {
      logprobs = request.logprobs() < 0 ? null : new CompletionLogprobs(model.tokenizer(), 0);
      if (request.echo()) {
        text.append(model.tokenizer().decode(prompt, false));
        if (logprobs != null) {
          logprobs.addFirst(prompt[0]);
        }
      }
    }

    void add(@Nullable TokenLogprobs more) {
      if (logprobs != null && more != null) {
        logprobs.add(more);
      }
    }

    ObjectNode node(int index) {
      ObjectNode node = Json.object().put("index", index).put("text", text.toString());
      node.set("logprobs", logprobs == null ? null : logprobs.node());
      return node.put("finish_reason", reason);
    }
  }

  private record Collecting(List<Whole> choices, PatientJson patient, Usage usage)
      implements AnswerSink {
    @Override
    public void reading(AnswerEvent.Reading event) throws IOException {
      nothing();
    }

    @Override
    public void promptToken(AnswerEvent.PromptToken event) {
      choices.forEach(choice -> choice.add(event.logprobs()));
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      Whole choice = choices.get(event.choice());
      choice.text.append(event.text());
      choice.add(event.logprobs());
      nothing();
    }

    @Override
    public void ended(AnswerEvent.Ended event) {
      Whole choice = choices.get(event.choice());
      choice.text.append(event.rest());
      choice.reason = FinishReason.of(event.reason());
    }

    @Override
    public void finished(AnswerUsage used) {
      usage.add(used);
    }

    @Override
    public void nothing() throws IOException {
      patient.goOn(System.nanoTime());
    }
  }

  private void stream(CompletionRequest request, List<Answer> answers, Exchange exchange)
      throws ApiException, IOException, InterruptedException {
    ObjectNode head = head();
    Usage usage = new Usage();
    try (EventStream events = new EventStream(exchange)) {
      for (int i = 0; i < answers.size(); i++) {
        int[] prompt = request.requests().get(i).prompt();
        Streaming sink = new Streaming(request, prompt, i, events, head, usage);
        sink.echo();
        try {
          AnswerRelay.relay(answers.get(i), exchange, sink);
        } catch (ApiException e) {
          events.send(OpenAiErrors.body(e));
          return;
        }
      }
      if (request.includeUsage()) {
        ObjectNode last = head.deepCopy();
        last.putArray("choices");
        usage.writeUsage(last);
        events.send(Json.bytes(last));
      }
      events.send(ServerEvents.DONE);
    }
  }

  /// A prompt whose answers are sent piece by piece.
  private final class Streaming implements AnswerSink {
    private final CompletionRequest request;
    private final int[] prompt;
    private final int firstIndex;
    private final EventStream events;
    private final ObjectNode head;
    private final Usage usage;
    private final int[] offsets;

    Streaming(
        CompletionRequest request,
        int[] prompt,
        int number,
        EventStream events,
        ObjectNode head,
        Usage usage) {
      this.request = request;
      this.prompt = prompt;
      this.events = events;
      this.head = head;
      this.usage = usage;
      firstIndex = number * request.choices();
      offsets = new int[request.choices()];
    }

    void echo() throws IOException {
      for (int c = 0; c < offsets.length && request.echo(); c++) {
        String text = model.tokenizer().decode(prompt, false);
        send(c, text, logprobs(c, null), null);
      }
    }

    private @Nullable ObjectNode logprobs(int choice, @Nullable TokenLogprobs logprobs) {
      if (request.logprobs() < 0) {
        return null;
      }
      CompletionLogprobs lists = new CompletionLogprobs(model.tokenizer(), offsets[choice]);
      if (logprobs == null) {
        lists.addFirst(prompt[0]);
      } else {
        lists.add(logprobs);
      }
      offsets[choice] = lists.offset();
      return lists.node();
    }

    private void send(
        int choice, String text, @Nullable ObjectNode logprobs, @Nullable String reason)
        throws IOException {
      ObjectNode chunk = head.deepCopy();
      ObjectNode node = chunk.putArray("choices").addObject();
      node.put("index", firstIndex + choice).put("text", text);
      node.set("logprobs", logprobs);
      node.put("finish_reason", reason);
      if (request.includeUsage()) {
        chunk.putNull("usage");
      }
      events.send(Json.bytes(chunk));
    }

    @Override
    public void promptToken(AnswerEvent.PromptToken event) throws IOException {
      for (int c = 0; c < offsets.length; c++) {
        send(c, "", logprobs(c, event.logprobs()), null);
      }
    }

    @Override
    public void token(AnswerEvent.Token event) throws IOException {
      TokenLogprobs logprobs = event.logprobs();
      if (!event.text().isEmpty() || logprobs != null) {
        ObjectNode lists = logprobs == null ? null : logprobs(event.choice(), logprobs);
        send(event.choice(), event.text(), lists, null);
      }
    }

    @Override
    public void ended(AnswerEvent.Ended event) throws IOException {
      send(event.choice(), event.rest(), null, FinishReason.of(event.reason()));
    }

    @Override
    public void finished(AnswerUsage used) {
      usage.add(used);
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

  private ObjectNode head() {
    return Json.object()
        .put("id", "cmpl-" + UUID.randomUUID())
        .put("object", "text_completion")
        .put("created", System.currentTimeMillis() / 1000)
        .put("model", model.name());
  }
}
