package llamajar.text.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarException;
import llamajar.text.grammar.GrammarMatcher;
import llamajar.text.schema.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerGrammarTest {
  private static final ReasoningTags THINK = new ReasoningTags("<think>", "</think>");
  private static final Map<String, Object> SHELTER =
      schema(
          Map.of("type", "string", "enum", List.of("cat", "dog")),
          Map.of("type", "integer", "minimum", 1, "maximum", 12));
  private static final Map<String, Object> NOTE =
      schema(Map.of("type", "string"), Map.of("type", "boolean"));
  private static final List<DeclaredTool> TOOLS =
      List.of(
          new DeclaredTool("shelter", SHELTER, true),
          new DeclaredTool("note", NOTE, false),
          new DeclaredTool("now", null, false));

  private static Map<String, Object> schema(Object one, Object other) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("one", one);
    properties.put("other", other);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.of("one", "other"));
    return schema;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatTheGrammarMakesTheParserReadsAsCalls(ToolCallFormat format) {
    AnswerFormat answers = format(format);
    Grammar grammar = new AnswerGrammar(answers, false).calls(tools(format), true);
    Random random = new Random(format.name().hashCode());
    int complete = 0;
    for (int i = 0; i < 60; i++) {
      String text = RandomText.of(grammar, closers(format), random);
      if (text != null) {
        complete++;
        requireCalls(answers, text);
      }
    }
    assertThat(complete).as("texts that came to an end").isGreaterThan(10);
  }

  /// A value in JSON may contain what ends it, which the parser of this format can't tell.
  private static List<DeclaredTool> tools(ToolCallFormat format) {
    return format == ToolCallFormat.DEEPSEEK_DSML ? TOOLS.subList(0, 2) : TOOLS;
  }

  private static List<String> closers(ToolCallFormat format) {
    return switch (format) {
      case XML_PARAMETERS -> List.of("</think>", "</parameter>");
      case GLM -> List.of("</think>", "</arg_value>");
      case DEEPSEEK_DSML -> List.of("</think>", "</\uFF5CDSML\uFF5Cparameter>", "\"");
      case HARMONY, FUNCTIONARY -> List.of("\"");
      default -> List.of("</think>", "\"");
    };
  }

  private static AnswerFormat format(ToolCallFormat calls) {
    boolean inChannels = calls == ToolCallFormat.HARMONY || calls == ToolCallFormat.FUNCTIONARY;
    return new AnswerFormat(calls, inChannels ? ReasoningTags.NONE : THINK);
  }

  private static void requireCalls(AnswerFormat format, String text) {
    List<String> names = new ArrayList<>();
    List<StringBuilder> arguments = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    AnswerParser parser = AnswerParser.of(format, List.of(), false, types());
    List<AnswerDelta> parts = new ArrayList<>(parser.accept(text));
    parts.addAll(parser.finish());
    for (AnswerDelta part : parts) {
      switch (part) {
        case AnswerDelta.Content content -> said.append(content.text());
        case AnswerDelta.Reasoning _ -> {}
        case AnswerDelta.CallStart call -> {
          names.add(call.name());
          arguments.add(new StringBuilder());
        }
        case AnswerDelta.CallArguments piece -> arguments.get(piece.index()).append(piece.json());
      }
    }
    assertThat(said.toString()).as(text).isBlank();
    assertThat(names).as(text).isNotEmpty();
    for (int i = 0; i < names.size(); i++) {
      Map<String, Object> schema =
          switch (names.get(i)) {
            case "shelter" -> SHELTER;
            case "note" -> NOTE;
            case "now" -> Map.of("type", "object");
            default -> throw new AssertionError("no tool " + names.get(i) + " in " + text);
          };
      GrammarMatcher matcher = JsonSchema.compile(schema).matcher();
      byte[] json = arguments.get(i).toString().getBytes(StandardCharsets.UTF_8);
      assertThat(matcher.accept(json) && matcher.isComplete())
          .as("%s in %s", arguments.get(i), text)
          .isTrue();
    }
  }

  private static ParameterTypes types() {
    return (tool, parameter) ->
        parameter.equals("one") && (tool.equals("shelter") || tool.equals("note"));
  }

  static List<Object[]> callsOfModels() {
    List<Object[]> cases = new ArrayList<>();
    AnswerParserTest.answers().stream()
        .map(arguments -> arguments.get())
        .filter(values -> String.valueOf(values[2]).contains("call weather"))
        .filter(values -> !String.valueOf(values[1]).contains(".call("))
        // Arguments in a string are read, but not made.
        .filter(values -> !String.valueOf(values[1]).contains("\"arguments\": \""))
        .forEach(values -> cases.add(new Object[] {values[0], values[1]}));
    return cases;
  }

  /// What models write freely is what the grammar of free answers with calls takes.
  @ParameterizedTest
  @MethodSource("callsOfModels")
  void callsThatModelsWriteAreAllowed(ToolCallFormat format, String text) {
    List<DeclaredTool> tools =
        List.of(
            new DeclaredTool("weather", Map.of("type", "object"), false),
            new DeclaredTool("find", Map.of("type", "object"), false));
    AnswerGrammar answers = new AnswerGrammar(format(format), false);
    if (answers.tellsCalls()) {
      GrammarMatcher matcher = answers.textOrCalls(tools, true).matcher();
      assertThat(matcher.accept(text.getBytes(StandardCharsets.UTF_8))).as(text).isTrue();
    }
  }

  @Test
  void freeTextMayHaveAnythingButCallsOfOtherTools() {
    GrammarMatcher matcher =
        new AnswerGrammar(format(ToolCallFormat.HERMES), true).textOrCalls(TOOLS, true).matcher();
    assertThat(accepts(matcher, "I think of <tool_call> and more</think> It is {\"a\": 1}"))
        .isTrue();
    assertThat(matcher.isComplete()).isTrue();
    assertThat(accepts(matcher, "\n<tool_call>\n{\"name\": \"now")).isTrue();
    assertThat(matcher.isComplete()).isFalse();
    assertThat(accepts(matcher, "here")).isFalse();
  }

  @Test
  void bareCallsAreHeldAndOtherJsonIsFree() {
    AnswerFormat llama = new AnswerFormat(ToolCallFormat.LLAMA, ReasoningTags.NONE);
    Grammar grammar = new AnswerGrammar(llama, false).textOrCalls(TOOLS, true);
    String shelter = "{\"name\": \"shelter\", \"parameters\": {\"one\": \"cat\", \"other\": 3}}";
    for (String text :
        List.of(
            "",
            "No call, {\"name\": \"shelter\", \"parameters\": 5}",
            shelter,
            shelter + "; " + shelter,
            "{\"type\": \"function\", \"name\": \"now\", \"parameters\": {}}",
            "{\"name\": \"Bob\", \"parameters\": 5}",
            "{\"name\": \"nowhere\"}",
            "{ \"name\": 5}",
            "{\"type\": \"object\", \"name\": \"shelter\"}",
            "{\"type\": \"function\", \"x\": 1}",
            "{\"names\": []}",
            "{}")) {
      assertThat(isComplete(grammar, text)).as(text).isTrue();
    }
    for (String text :
        List.of(
            "{\"name\": \"shelter\", \"parameters\": {\"one\": \"cow\"",
            "{\"name\": \"shelter\", \"age\"",
            " {\"name\": \"shelter\"}",
            "{\"type\": \"function\", \"name\": \"shelter\", \"parameters\": []",
            shelter + "; {\"name\": \"Bob\"")) {
      assertThat(accepts(grammar.matcher(), text)).as(text).isFalse();
    }
  }

  @Test
  void contentIsHeldBehindThoughts() {
    AnswerGrammar answers = new AnswerGrammar(new AnswerFormat(ToolCallFormat.NONE, THINK), false);
    Grammar grammar = answers.content(builder -> JsonSchema.rule(Map.of("const", 5), builder));
    assertThat(isComplete(grammar, "5")).isTrue();
    assertThat(isComplete(grammar, "<think>4 or 6?</think>\n\n5")).isTrue();
    assertThat(isComplete(grammar, "<think>5")).isFalse();
    assertThat(isComplete(grammar, "6")).isFalse();
    Grammar inside =
        new AnswerGrammar(answers.format(), true)
            .content(builder -> JsonSchema.rule(Map.of("const", 5), builder));
    assertThat(isComplete(inside, "4 or 6?</think>5")).isTrue();
    assertThat(isComplete(inside, "5")).isFalse();
  }

  @Test
  void contentOfChannelsIsInTheLastOne() {
    AnswerFormat harmony = new AnswerFormat(ToolCallFormat.HARMONY, ReasoningTags.NONE);
    Grammar grammar =
        new AnswerGrammar(harmony, false)
            .content(builder -> JsonSchema.rule(Map.of("const", 5), builder));
    assertThat(
            isComplete(
                grammar,
                "<|channel|>analysis<|message|>Five?<|end|><|start|>assistant<|channel|>final<|message|>5"))
        .isTrue();
    assertThat(isComplete(grammar, "<|channel|>final <|constrain|>json<|message|>5")).isTrue();
    assertThat(isComplete(grammar, "5")).isFalse();
  }

  @Test
  void eitherContentOrCalls() {
    Grammar grammar =
        new AnswerGrammar(format(ToolCallFormat.MISTRAL), false)
            .contentOrCalls(builder -> JsonSchema.rule(Map.of("const", 5), builder), TOOLS, false);
    assertThat(isComplete(grammar, "5")).isTrue();
    assertThat(isComplete(grammar, "[TOOL_CALLS]now[ARGS]{}")).isTrue();
    assertThat(isComplete(grammar, "[TOOL_CALLS]now[ARGS]{}[TOOL_CALLS]now[ARGS]{}")).isFalse();
    assertThat(isComplete(grammar, "six")).isFalse();
  }

  @Test
  void aStrictToolWhoseSchemaCannotBeHeldIsRefused() {
    Map<String, Object> schema = Map.of("not", Map.of("type", "null"));
    AnswerGrammar answers = new AnswerGrammar(format(ToolCallFormat.HERMES), false);
    assertThatThrownBy(() -> answers.calls(List.of(new DeclaredTool("x", schema, true)), false))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("tool 'x', which is strict")
        .hasMessageContaining("not");
    Grammar grammar = answers.calls(List.of(new DeclaredTool("x", schema, false)), false);
    assertThat(
            isComplete(
                grammar, "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": 1}}</tool_call>"))
        .isTrue();
  }

  private static boolean accepts(GrammarMatcher matcher, String text) {
    return matcher.accept(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isComplete(Grammar grammar, String text) {
    GrammarMatcher matcher = grammar.matcher();
    return accepts(matcher, text) && matcher.isComplete();
  }
}
