package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class CompletionsTest {
  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    served = Served.start(Served.scheduling(SchedulerOptions.defaults().withDeterministic(true)));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void aTextIsContinued() throws Exception {
    JsonNode response =
        served.json(
            "/v1/completions",
            """
            {"prompt": "Once upon a time", "max_tokens": 12, "temperature": 0, "unknown": [1]}\
            """);
    assertThat(response.get("object").stringValue()).isEqualTo("text_completion");
    assertThat(response.get("model").stringValue()).isEqualTo("pebble");
    JsonNode choice = response.get("choices").get(0);
    assertThat(choice.get("text").stringValue()).startsWith(", there was");
    assertThat(choice.get("finish_reason").stringValue()).isEqualTo("length");
    assertThat(choice.get("logprobs").isNull()).isTrue();
    assertThat(response.get("usage").get("completion_tokens").intValue()).isEqualTo(12);
  }

  @Test
  void aStreamHasTheSameText() throws Exception {
    String request =
        """
        {"prompt": "Once upon a time", "max_tokens": 30, "temperature": 0, "stream": %s,
         "stream_options": {"include_usage": true}}\
        """;
    String whole =
        served
            .json("/v1/completions", request.formatted("false"))
            .get("choices")
            .get(0)
            .get("text")
            .stringValue();
    List<String> events = served.events("/v1/completions", request.formatted("true"));
    assertThat(events.getLast()).isEqualTo("[DONE]");
    JsonNode usage = Json.read(events.get(events.size() - 2));
    assertThat(usage.get("choices").isEmpty()).isTrue();
    assertThat(usage.get("usage").get("completion_tokens").intValue()).isEqualTo(30);
    assertThat(text(events.subList(0, events.size() - 2))).isEqualTo(whole);
  }

  @Test
  void aTextIsHeldToAGrammar() throws Exception {
    JsonNode response =
        served.json(
            "/completion",
            """
            {"prompt": "Once upon a time", "n_predict": 20, "temperature": 0,
             "grammar": "root ::= [0-9]{3} \\"-\\" [x-z]"}\
            """);
    assertThat(response.get("content").stringValue()).matches("[0-9]{3}-[x-z]");
    assertThat(response.get("stop_type").stringValue()).isEqualTo("eos");
    assertThat(
            served
                .post("/completion", "{\"prompt\": \"x\", \"grammar\": \"root ::= y\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void severalPromptsWithSeveralAnswersComeInOrder() throws Exception {
    JsonNode response =
        served.json(
            "/v1/completions",
            """
            {"prompt": ["Once upon", "There was"], "n": 2, "seed": 7, "max_tokens": 4}\
            """);
    assertThat(response.get("choices").size()).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(response.get("choices").get(i).get("index").intValue()).isEqualTo(i);
    }
  }

  @Test
  void echoAndProbabilitiesCoverPromptAndAnswer() throws Exception {
    JsonNode choice =
        served
            .json(
                "/v1/completions",
                """
                {"prompt": "Once upon a time", "max_tokens": 3, "temperature": 0, "echo": true,
                 "logprobs": 2}\
                """)
            .get("choices")
            .get(0);
    assertThat(choice.get("text").stringValue()).startsWith("Once upon a time, there");
    JsonNode logprobs = choice.get("logprobs");
    int count = logprobs.get("tokens").size();
    assertThat(logprobs.get("token_logprobs").get(0).isNull()).isTrue();
    assertThat(logprobs.get("token_logprobs").size()).isEqualTo(count);
    assertThat(logprobs.get("top_logprobs").get(count - 1).size()).isEqualTo(2);
    assertThat(logprobs.get("token_logprobs").get(count - 1).doubleValue()).isBetween(-3.0, 0.0);
    assertThat(logprobs.get("text_offset").get(count - 1).intValue()).isGreaterThan(15);
  }

  @Test
  void aStopTextEndsTheAnswer() throws Exception {
    JsonNode choice =
        served
            .json(
                "/v1/completions",
                """
                {"prompt": "Once upon a time", "max_tokens": 50, "temperature": 0,
                 "stop": ["was"]}\
                """)
            .get("choices")
            .get(0);
    assertThat(choice.get("text").stringValue()).isEqualTo(", there ");
    assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
  }

  @Test
  void theOwnInterfaceTellsProgressTokensAndTheEnd() throws Exception {
    List<String> events =
        served.events(
            "/completion",
            """
            {"prompt": "There was a brave owl", "n_predict": 5, "temperature": 0, "stream": true,
             "return_progress": true, "n_probs": 1}\
            """);
    JsonNode first = Json.read(events.getFirst());
    assertThat(first.get("prompt_progress").get("processed").intValue())
        .isEqualTo(first.get("prompt_progress").get("total").intValue());
    JsonNode last = Json.read(events.getLast());
    assertThat(last.get("stop").booleanValue()).isTrue();
    assertThat(last.get("stop_type").stringValue()).isEqualTo("limit");
    assertThat(last.get("tokens_predicted").intValue()).isEqualTo(5);
    assertThat(events).hasSize(7);
    assertThat(Json.read(events.get(1)).get("completion_probabilities").size()).isEqualTo(1);
  }

  @Test
  void textBecomesTokensAndTokensBecomeText() throws Exception {
    JsonNode tokens =
        served.json("/tokenize", "{\"content\": \"Once upon a time\", \"with_pieces\": false}");
    JsonNode text = served.json("/detokenize", tokens.toString());
    assertThat(text.get("content").stringValue()).isEqualTo("Once upon a time");
  }

  @Test
  void theModelIsListed() throws Exception {
    JsonNode list = Json.read(served.get("/v1/models").body());
    assertThat(list.get("data").get(0).get("id").stringValue()).isEqualTo("pebble");
  }

  private static String text(List<String> events) {
    return events.stream()
        .map(event -> Json.read(event).get("choices").get(0).get("text").stringValue())
        .collect(Collectors.joining());
  }
}
