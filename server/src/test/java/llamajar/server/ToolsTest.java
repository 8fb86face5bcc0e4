package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.server.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Calls that the model has to make. It was not trained to make any: all that is right about them
/// comes from the grammar.
@Timeout(120)
class ToolsTest {
  private static final String TEMPLATE =
      """
      {% if tools %}<|im_start|>system
      Tools: {{ tools | tojson }} Call: <tool_call>{"name": .., "arguments": ..}</tool_call><|im_end|>
      {% endif %}{% for m in messages %}<|im_start|>{{ m.role }}
      {{ m.content }}<|im_end|>
      {% endfor %}<|im_start|>assistant
      """;

  private static final String OPENAI =
      """
      {"messages": [{"role": "user", "content": "Find a cat."}], "temperature": 0, "max_tokens": 120,
       "tools": [
         {"type": "function", "function": {"name": "shelter", "parameters": {"type": "object",
           "properties": {"kind": {"enum": ["cat", "dog"]}, "count": {"type": "integer", "minimum": 1, "maximum": 9}},
           "required": ["kind", "count"], "additionalProperties": false}}},
         {"type": "function", "function": {"name": "now"}}]%s}\
      """;

  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    served = Served.start(UnaryOperator.identity(), TEMPLATE);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static JsonNode choice(String more) throws Exception {
    return served.json("/v1/chat/completions", OPENAI.formatted(more)).get("choices").get(0);
  }

  private static void requireShelter(String name, String arguments) {
    assertThat(name).isEqualTo("shelter");
    JsonNode node = Json.read(arguments);
    assertThat(node.get("kind").stringValue()).isIn("cat", "dog");
    assertThat(node.get("count").intValue()).isBetween(1, 9);
    assertThat(node.size()).isEqualTo(2);
  }

  @Test
  void aCallThatIsRequiredIsMade() throws Exception {
    JsonNode choice = choice(", \"tool_choice\": \"required\", \"parallel_tool_calls\": false");
    assertThat(choice.get("finish_reason").stringValue()).isEqualTo("tool_calls");
    JsonNode calls = choice.get("message").get("tool_calls");
    assertThat(calls.size()).isEqualTo(1);
    assertThat(calls.get(0).get("function").get("name").stringValue()).isIn("shelter", "now");
    assertThat(calls.get(0).get("id").stringValue()).startsWith("call_");
    assertThat(choice.get("message").get("content").isNull()).isTrue();
  }

  @Test
  void conversationsWithToolsTakeTheTemplateForThem() throws Exception {
    String plain = "plain{% for m in messages %} {{ m.content }}{% endfor %}";
    String withTools = "tools: {{ tools | tojson }}<tool_call>";
    try (Served both = Served.start(UnaryOperator.identity(), plain, withTools)) {
      assertThat(prompt(both, OPENAI.formatted(""))).startsWith("tools: ").contains("shelter");
      assertThat(prompt(both, OPENAI.formatted(", \"tool_choice\": \"none\"")))
          .isEqualTo("plain Find a cat.");
      assertThat(prompt(both, "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}"))
          .isEqualTo("plain Hi");
      JsonNode forced =
          both.json(
                  "/v1/chat/completions",
                  OPENAI.formatted(
                      ", \"tool_choice\": \"required\", \"parallel_tool_calls\": false"))
              .get("choices")
              .get(0);
      assertThat(forced.get("finish_reason").stringValue()).isEqualTo("tool_calls");
    }
  }

  private static String prompt(Served server, String request) throws Exception {
    return server.json("/apply-template", request).get("prompt").stringValue();
  }

  @Test
  void aNamedToolIsCalledWithItsArguments() throws Exception {
    String named =
        ", \"parallel_tool_calls\": false, \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"shelter\"}}";
    JsonNode function = choice(named).get("message").get("tool_calls").get(0).get("function");
    requireShelter(function.get("name").stringValue(), function.get("arguments").stringValue());

    StringBuilder name = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    List<String> events =
        served.events("/v1/chat/completions", OPENAI.formatted(named + ", \"stream\": true"));
    for (String event : events.subList(0, events.size() - 1)) {
      JsonNode calls = Json.read(event).get("choices").get(0).get("delta").get("tool_calls");
      if (calls != null) {
        JsonNode piece = calls.get(0).get("function");
        name.append(piece.get("name") == null ? "" : piece.get("name").stringValue());
        arguments.append(piece.get("arguments").stringValue());
      }
    }
    requireShelter(name.toString(), arguments.toString());
  }

  @Test
  void messagesAndResponsesAreForcedToo() throws Exception {
    JsonNode message =
        served.json(
            "/v1/messages",
            """
            {"max_tokens": 120, "temperature": 0, "messages": [{"role": "user", "content": "Find a cat."}],
             "tool_choice": {"type": "tool", "name": "shelter", "disable_parallel_tool_use": true},
             "tools": [{"name": "shelter", "input_schema": {"type": "object",
               "properties": {"kind": {"enum": ["cat", "dog"]}, "count": {"type": "integer", "minimum": 1, "maximum": 9}},
               "required": ["kind", "count"]}}]}\
            """);
    assertThat(message.get("stop_reason").stringValue()).isEqualTo("tool_use");
    JsonNode block = message.get("content").get(message.get("content").size() - 1);
    assertThat(block.get("type").stringValue()).isEqualTo("tool_use");
    requireShelter(block.get("name").stringValue(), Json.text(block.get("input")));

    JsonNode response =
        served.json(
            "/v1/responses",
            """
            {"max_output_tokens": 120, "temperature": 0, "input": "Find a cat.",
             "tool_choice": "required", "parallel_tool_calls": false,
             "tools": [{"type": "function", "name": "shelter", "strict": true, "parameters": {"type": "object",
               "properties": {"kind": {"enum": ["cat", "dog"]}, "count": {"type": "integer", "minimum": 1, "maximum": 9}},
               "required": ["kind", "count"]}}]}\
            """);
    JsonNode item = response.get("output").get(response.get("output").size() - 1);
    assertThat(item.get("type").stringValue()).isEqualTo("function_call");
    requireShelter(item.get("name").stringValue(), item.get("arguments").stringValue());
  }

  @Test
  void freeAnswersStayFree() throws Exception {
    JsonNode choice = choice("");
    assertThat(choice.get("message").get("content").stringValue()).isNotEmpty();
    assertThat(choice.get("finish_reason").stringValue()).isIn("stop", "length");
  }

  @Test
  void contentMayBeHeldBesideTools() throws Exception {
    JsonNode choice =
        choice(
            ", \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\", \"schema\": {\"enum\": [\"yes\", \"no\"]}}}");
    JsonNode message = choice.get("message");
    if (message.get("tool_calls") == null) {
      assertThat(message.get("content").stringValue()).isIn("\"yes\"", "\"no\"");
    } else {
      assertThat(message.get("tool_calls").size()).isPositive();
    }
  }

  @Test
  void aGrammarHoldsTheContent() throws Exception {
    JsonNode choice =
        choice(", \"tool_choice\": \"none\", \"grammar\": \"root ::= \\\"cat\\\" | \\\"dog\\\"\"");
    assertThat(choice.get("message").get("content").stringValue()).isIn("cat", "dog");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"other\"}} | tool_choice",
        ", \"tool_choice\": \"perhaps\" | tool_choice",
        ", \"parallel_tool_calls\": 5 | parallel_tool_calls",
        ", \"grammar\": \"root ::= x\" | grammar",
        ", \"grammar\": \"root ::= [a]\", \"json_schema\": {} | grammar"
      })
  void whatCannotBeForcedIsRefused(String sample) throws Exception {
    String[] parts = sample.split(" \\| ", -1);
    HttpResponse<String> response = served.post("/v1/chat/completions", OPENAI.formatted(parts[0]));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(Json.read(response.body()).get("error").get("param").stringValue())
        .isEqualTo(parts[1]);
  }

  @Test
  void modelsWithoutAWayToCallSaySo() throws Exception {
    try (Served plain = Served.start(UnaryOperator.identity())) {
      HttpResponse<String> response =
          plain.post("/v1/chat/completions", OPENAI.formatted(", \"tool_choice\": \"required\""));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("chat template does not show how it calls tools");
    }
  }

  @Test
  void thoughtsMayComeBeforeHeldContent() throws Exception {
    String thinking = TEMPLATE.stripTrailing() + "\n<think>\n";
    try (Served thinker = Served.start(UnaryOperator.identity(), thinking)) {
      JsonNode choice =
          thinker
              .json(
                  "/v1/chat/completions",
                  """
                  {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0, "max_tokens": 40,
                   "logit_bias": [["</", 100]], "response_format": {"type": "json_object"}}\
                  """)
              .get("choices")
              .get(0);
      List<String> said = new ArrayList<>();
      choice.get("message").properties().forEach(field -> said.add(field.getKey()));
      assertThat(said).contains("reasoning_content");
    }
  }
}
