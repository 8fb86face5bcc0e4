package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The three interfaces for conversations, with a model that knows a few answers.
@Timeout(120)
class ChatTest {
  private static final String QUESTION = "What is the capital of France?";

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
  void aQuestionIsAnswered() throws Exception {
    JsonNode response = served.json("/v1/chat/completions", chat(""));
    JsonNode choice = response.get("choices").get(0);
    assertThat(choice.get("message").get("role").stringValue()).isEqualTo("assistant");
    assertThat(choice.get("message").get("content").stringValue()).contains("Paris");
    assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
    assertThat(response.get("object").stringValue()).isEqualTo("chat.completion");
  }

  @Test
  void aStreamSaysTheSame() throws Exception {
    String whole =
        served
            .json("/v1/chat/completions", chat(""))
            .get("choices")
            .get(0)
            .get("message")
            .get("content")
            .stringValue();
    List<String> events =
        served.events(
            "/v1/chat/completions",
            chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
    StringBuilder text = new StringBuilder();
    String reason = "";
    for (String event : events.subList(0, events.size() - 1)) {
      for (JsonNode choice : Json.read(event).get("choices").values()) {
        JsonNode content = choice.get("delta").get("content");
        text.append(content == null ? "" : content.stringValue());
        reason =
            choice.get("finish_reason").isNull()
                ? reason
                : choice.get("finish_reason").stringValue();
      }
    }
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(reason).isEqualTo("stop");
    assertThat(events.getLast()).isEqualTo("[DONE]");
    assertThat(Json.read(events.get(events.size() - 2)).get("usage").get("total_tokens").intValue())
        .isPositive();
  }

  @Test
  void contentMayComeInPartsAndProbabilitiesAreTold() throws Exception {
    JsonNode choice =
        served
            .json(
                "/v1/chat/completions",
                """
                {"messages": [{"role": "user", "content": [{"type": "text", "text": "%s"}]}],
                 "temperature": 0, "max_tokens": 20, "logprobs": true, "top_logprobs": 2}\
                """
                    .formatted(QUESTION))
            .get("choices")
            .get(0);
    assertThat(choice.get("message").get("content").stringValue()).contains("Paris");
    JsonNode first = choice.get("logprobs").get("content").get(0);
    assertThat(first.get("top_logprobs").size()).isEqualTo(2);
    assertThat(first.get("bytes").size()).isPositive();
  }

  @Test
  void theSameQuestionAgainIsMostlyInTheCache() throws Exception {
    String system = "Answer as well as you can. ".repeat(12);
    String body =
        """
        {"messages": [{"role": "system", "content": "%s"}, {"role": "user", "content": "Hi"}],
         "temperature": 0, "max_tokens": 2}\
        """
            .formatted(system);
    served.json("/v1/chat/completions", body);
    JsonNode usage = served.json("/v1/chat/completions", body).get("usage");
    assertThat(usage.get("prompt_tokens_details").get("cached_tokens").intValue())
        .isGreaterThanOrEqualTo(64);
  }

  @Test
  void messagesOfAnthropicAreAnswered() throws Exception {
    String body =
        """
        {"model": "x", "max_tokens": 20, "temperature": 0,
         "messages": [{"role": "user", "content": [{"type": "text", "text": "%s"}]}]%s}\
        """;
    JsonNode response = served.json("/v1/messages", body.formatted(QUESTION, ""));
    assertThat(response.get("type").stringValue()).isEqualTo("message");
    assertThat(response.get("content").get(0).get("text").stringValue()).contains("Paris");
    assertThat(response.get("stop_reason").stringValue()).isEqualTo("end_turn");
    int input =
        served
            .json("/v1/messages/count_tokens", body.formatted(QUESTION, ""))
            .get("input_tokens")
            .intValue();
    JsonNode usage = response.get("usage");
    assertThat(
            usage.get("input_tokens").intValue() + usage.get("cache_read_input_tokens").intValue())
        .isEqualTo(input);
    List<String> types = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String event :
        served.events("/v1/messages", body.formatted(QUESTION, ", \"stream\": true"))) {
      JsonNode node = Json.read(event);
      String type = node.get("type").stringValue();
      if (!type.equals("ping") && (types.isEmpty() || !types.getLast().equals(type))) {
        types.add(type);
      }
      if (type.equals("content_block_delta")) {
        text.append(node.get("delta").get("text").stringValue());
      }
    }
    assertThat(types)
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(text.toString()).isEqualTo(response.get("content").get(0).get("text").stringValue());
  }

  @Test
  void responsesAreMade() throws Exception {
    String body = "{\"input\": \"%s\", \"temperature\": 0, \"max_output_tokens\": 20%s}";
    JsonNode response = served.json("/v1/responses", body.formatted(QUESTION, ""));
    assertThat(response.get("status").stringValue()).isEqualTo("completed");
    String text = response.get("output").get(0).get("content").get(0).get("text").stringValue();
    assertThat(text).contains("Paris");
    List<String> events =
        served.events("/v1/responses", body.formatted(QUESTION, ", \"stream\": true"));
    StringBuilder streamed = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      JsonNode node = Json.read(events.get(i));
      assertThat(node.get("sequence_number").intValue()).isEqualTo(i);
      if (node.get("type").stringValue().equals("response.output_text.delta")) {
        streamed.append(node.get("delta").stringValue());
      }
    }
    assertThat(streamed.toString()).isEqualTo(text);
    assertThat(Json.read(events.getLast()).get("type").stringValue())
        .isEqualTo("response.completed");
  }

  @Test
  void theTemplateIsShown() throws Exception {
    JsonNode prompt = served.json("/apply-template", chat(""));
    assertThat(prompt.get("prompt").stringValue())
        .contains("<|im_start|>user\n" + QUESTION)
        .endsWith("<|im_start|>assistant\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | {} | messages",
        "/v1/chat/completions | {\"messages\": [{\"content\": \"x\"}]} | messages[0].role",
        "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": 5}]} | messages[0].content",
        "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]} | messages[0].content[0].type",
        "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"tools\": [{\"type\": \"function\"}]} | tools[0].function",
        "/v1/responses | {\"input\": \"x\", \"previous_response_id\": \"resp_1\"} | previous_response_id",
        "/v1/responses | {\"input\": 5} | input"
      })
  void wrongConversationsAreToldWhatIsWrong(String path, String body, String field)
      throws Exception {
    HttpResponse<String> response = served.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(Json.read(response.body()).get("error").get("param").stringValue()).isEqualTo(field);
  }

  @Test
  void anAnswerIsHeldToASchema() throws Exception {
    String request =
        """
        {"messages": [{"role": "user", "content": "%s"}], "temperature": 0, "max_tokens": 200, "n": 2,
         "response_format": {"type": "json_schema", "json_schema": {"name": "city", "schema":
         {"type": "object", "properties": {"city": {"enum": ["Paris", "Rome"]}, "large": {"type": "boolean"}},
          "required": ["city", "large"], "additionalProperties": false}}}}\
        """
            .formatted(QUESTION);
    JsonNode choices = served.json("/v1/chat/completions", request).get("choices");
    assertThat(choices.size()).isEqualTo(2);
    for (JsonNode choice : choices.values()) {
      assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
      JsonNode answer = Json.read(choice.get("message").get("content").stringValue());
      assertThat(answer.get("city").stringValue()).isIn("Paris", "Rome");
      assertThat(answer.get("large").isBoolean()).isTrue();
    }
  }

  @Test
  void aSchemaThatCannotBeHeldIsRefusedByKeyword() throws Exception {
    HttpResponse<String> response =
        served.post(
            "/v1/chat/completions",
            chat(
                """
                , "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema":
                {"type": "array", "uniqueItems": true}}}\
                """));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("response_format").contains("uniqueItems");
  }

  @Test
  void errorsOfMessagesHaveTheirOwnShape() throws Exception {
    HttpResponse<String> response =
        served.post("/v1/messages", "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}");
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode node = Json.read(response.body());
    assertThat(node.get("type").stringValue()).isEqualTo("error");
    assertThat(node.get("error").get("message").stringValue()).contains("max_tokens");
  }

  private static String chat(String more) {
    return """
    {"messages": [{"role": "user", "content": "%s"}], "temperature": 0, "max_tokens": 20%s}\
    """
        .formatted(QUESTION, more);
  }
}
