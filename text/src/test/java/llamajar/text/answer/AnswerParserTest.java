package llamajar.text.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each family's way to write the same two calls, read in pieces of every length.
class AnswerParserTest {
  private static final ReasoningTags THINK = new ReasoningTags("<think>", "</think>");
  private static final String WEATHER = "call weather {\"city\": \"Paris\"}";
  private static final String BOTH = WEATHER + " | call find {\"q\": \"a}b\", \"n\": 3}";

  @SuppressWarnings("StringConcatToTextBlock") // each line end is a part of the format
  static List<Arguments> answers() {
    return List.of(
        Arguments.of(
            ToolCallFormat.HERMES,
            "<think>\nLet me see.\n</think>\n\nOne moment.\n\n<tool_call>\n"
                + "{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>\n"
                + "<tool_call>\n{\"arguments\": {\"q\": \"a}b\", \"n\": 3}, \"name\": \"find\"}\n"
                + "</tool_call>",
            "think Let me see. | say One moment. | " + BOTH),
        Arguments.of(
            ToolCallFormat.HERMES,
            "<tool_call>{\"name\": \"weather\", \"arguments\": \"{\\\"city\\\": \\\"Paris\\\"}\"}",
            WEATHER),
        Arguments.of(
            ToolCallFormat.HERMES, "<tool_call>{\"name\": \"now\"}</tool_call>", "call now {}"),
        Arguments.of(ToolCallFormat.HERMES, "a < b and <tool> x", "say a < b and <tool> x"),
        Arguments.of(
            ToolCallFormat.XML_PARAMETERS,
            "<tool_call>\n<function=weather>\n<parameter=city>\nParis\n</parameter>\n</function>\n"
                + "</tool_call>\n<tool_call>\n<function=find>\n<parameter=q>\na}b\n</parameter>\n"
                + "<parameter=n>\n3\n</parameter>\n</function>\n</tool_call>",
            BOTH),
        Arguments.of(
            ToolCallFormat.GLM,
            "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n</tool_call>\n"
                + "<tool_call>find\n<arg_key>q</arg_key>\n<arg_value>a}b</arg_value>\n"
                + "<arg_key>n</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
            BOTH),
        Arguments.of(
            ToolCallFormat.LLAMA,
            "{\"name\": \"weather\", \"parameters\": {\"city\": \"Paris\"}}; "
                + "{\"type\": \"function\", \"name\": \"find\", \"parameters\": {\"q\": \"a}b\", \"n\": 3}}",
            BOTH),
        Arguments.of(ToolCallFormat.LLAMA, "<|python_tag|>weather.call(city=\"Paris\")", WEATHER),
        Arguments.of(
            ToolCallFormat.LLAMA,
            "<|python_tag|>print(1)",
            "call code_interpreter {\"code\": \"print(1)\"}"),
        Arguments.of(ToolCallFormat.LLAMA, "{\"a\": 1} is JSON", "say {\"a\": 1} is JSON"),
        Arguments.of(
            ToolCallFormat.HARMONY,
            "<|channel|>commentary to=functions.note<|message|>"
                + "{\"one\": \"a \\\"<|end|>\\\" and <|call|>\"}<|call|>",
            "call note {\"one\": \"a \\\"<|end|>\\\" and <|call|>\"}"),
        Arguments.of(
            ToolCallFormat.MISTRAL,
            "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}, "
                + "{\"name\": \"find\", \"arguments\": {\"q\": \"a}b\", \"n\": 3}}]",
            BOTH),
        Arguments.of(
            ToolCallFormat.MISTRAL,
            "Well.[TOOL_CALLS]weather[ARGS]{\"city\": \"Paris\"}[TOOL_CALLS]find[ARGS]{\"q\": \"a}b\", \"n\": 3}",
            "say Well. | " + BOTH),
        Arguments.of(
            ToolCallFormat.DEEPSEEK,
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n"
                + "{\"city\": \"Paris\"}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function"
                + "<｜tool▁sep｜>find\n```json\n{\"q\": \"a}b\", \"n\": 3}\n```<｜tool▁call▁end｜>"
                + "<｜tool▁calls▁end｜>",
            BOTH),
        Arguments.of(
            ToolCallFormat.DEEPSEEK,
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>{\"city\": \"Paris\"}"
                + "<｜tool▁call▁end｜><｜tool▁call▁begin｜>find<｜tool▁sep｜>{\"q\": \"a}b\", \"n\": 3}"
                + "<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            BOTH),
        Arguments.of(
            ToolCallFormat.DEEPSEEK_DSML,
            "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"weather\">\n"
                + "<｜DSML｜parameter name=\"city\" string=\"true\">Paris</｜DSML｜parameter>\n"
                + "</｜DSML｜invoke>\n<｜DSML｜invoke name=\"find\">\n"
                + "<｜DSML｜parameter name=\"q\" string=\"true\">a}b</｜DSML｜parameter>\n"
                + "<｜DSML｜parameter name=\"n\" string=\"false\">3</｜DSML｜parameter>\n"
                + "</｜DSML｜invoke>\n</｜DSML｜function_calls>",
            BOTH),
        Arguments.of(
            ToolCallFormat.FUNCTION_TAG,
            "<function=weather>{\"city\": \"Paris\"}</function><function=find>{\"q\": \"a}b\", \"n\": 3}</function>",
            BOTH),
        Arguments.of(
            ToolCallFormat.FUNCTIONARY,
            "all\nOne moment.>>>weather\n{\"city\": \"Paris\"}>>>find\n{\"q\": \"a}b\", \"n\": 3}",
            "say One moment. | " + BOTH),
        Arguments.of(
            ToolCallFormat.COMMAND_R,
            "Action: ```json\n[\n {\n \"tool_name\": \"weather\",\n \"parameters\": {\"city\": \"Paris\"}\n },"
                + " {\"tool_name\": \"find\", \"parameters\": {\"q\": \"a}b\", \"n\": 3}}\n]\n```",
            BOTH),
        Arguments.of(
            ToolCallFormat.COMMAND_A,
            "<|START_ACTION|>[{\"tool_call_id\": \"0\", \"tool_name\": \"weather\", \"parameters\": "
                + "{\"city\": \"Paris\"}}, {\"tool_call_id\": \"1\", \"tool_name\": \"find\", "
                + "\"parameters\": {\"q\": \"a}b\", \"n\": 3}}]<|END_ACTION|>",
            BOTH),
        Arguments.of(
            ToolCallFormat.HARMONY,
            "<|channel|>analysis<|message|>Let me see.<|end|><|start|>assistant<|channel|>commentary "
                + "to=functions.weather <|constrain|>json<|message|>{\"city\": \"Paris\"}<|call|>",
            "think Let me see. | " + WEATHER),
        Arguments.of(
            ToolCallFormat.HARMONY,
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>",
            "think Hm. | say Yes."),
        Arguments.of(
            ToolCallFormat.KIMI,
            "<|tool_calls_section_begin|><|tool_call_begin|>functions.weather:0"
                + "<|tool_call_argument_begin|>{\"city\": \"Paris\"}<|tool_call_end|><|tool_call_begin|>"
                + "functions.find:1<|tool_call_argument_begin|>{\"q\": \"a}b\", \"n\": 3}<|tool_call_end|>"
                + "<|tool_calls_section_end|>",
            BOTH),
        Arguments.of(
            ToolCallFormat.FUNCTOOLS,
            " functools[{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}, "
                + "{\"name\": \"find\", \"arguments\": {\"q\": \"a}b\", \"n\": 3}}]",
            BOTH),
        Arguments.of(
            ToolCallFormat.LIST_TAG,
            "<tool_calls>[{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}, \"id\": \"x\"}, "
                + "{\"name\": \"find\", \"arguments\": {\"q\": \"a}b\", \"n\": 3}}]</tool_calls>",
            BOTH),
        Arguments.of(
            ToolCallFormat.NONE,
            "<think>hm</think>\nsee <tool_call>{} ",
            "think hm | say see <tool_call>{}"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void callsAreReadHoweverTheTextIsCut(ToolCallFormat calls, String text, String expected) {
    AnswerFormat format = new AnswerFormat(calls, THINK);
    for (int length = 1; length <= text.length(); length = length < 9 ? length + 1 : 2 * length) {
      assertThat(read(format, text, length, false)).as("pieces of %d", length).isEqualTo(expected);
    }
  }

  @Test
  void thoughtsMayBeginInThePrompt() {
    AnswerFormat format = new AnswerFormat(ToolCallFormat.NONE, THINK);

    assertThat(read(format, "hm\n</think>\n\nYes.", 3, true)).isEqualTo("think hm | say Yes.");
  }

  @Test
  void endTextsAreDropped() {
    AnswerParser parser =
        AnswerParser.of(AnswerFormat.PLAIN, List.of("<|im_end|>"), false, ParameterTypes.UNKNOWN);
    List<AnswerDelta> deltas = new ArrayList<>(parser.accept("Yes.<|im_"));
    deltas.addAll(parser.accept("end|>"));
    deltas.addAll(parser.finish());

    assertThat(shown(deltas)).isEqualTo("say Yes.");
  }

  @Test
  void argumentsStreamWhileTheyAreWritten() {
    AnswerParser parser =
        AnswerParser.of(
            new AnswerFormat(ToolCallFormat.HERMES, ReasoningTags.NONE),
            List.of(),
            false,
            ParameterTypes.UNKNOWN);

    List<AnswerDelta> deltas =
        parser.accept("<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\": \"Par");

    assertThat(deltas.getFirst()).isEqualTo(new AnswerDelta.CallStart(0, null, "weather"));
    assertThat(shown(deltas)).isEqualTo("call weather {\"city\": \"Par");
  }

  @Test
  void declaredStringsStayStrings() {
    AnswerParser parser =
        AnswerParser.of(
            new AnswerFormat(ToolCallFormat.GLM, ReasoningTags.NONE),
            List.of(),
            false,
            (tool, parameter) -> parameter.equals("zip"));
    List<AnswerDelta> deltas =
        new ArrayList<>(
            parser.accept(
                "<tool_call>go<arg_key>zip</arg_key><arg_value>1</arg_value><arg_key>n</arg_key>"
                    + "<arg_value>1</arg_value></tool_call>"));
    deltas.addAll(parser.finish());

    assertThat(shown(deltas)).isEqualTo("call go {\"zip\": \"1\", \"n\": 1}");
  }

  @Test
  void theFormatIsFoundInTheTemplate() {
    assertThat(AnswerFormat.of("{{ '<tool_call>' }}{{ '<think>' }}"))
        .isEqualTo(new AnswerFormat(ToolCallFormat.HERMES, THINK));
    assertThat(AnswerFormat.of("{{ message.content }}")).isEqualTo(AnswerFormat.PLAIN);
    assertThat(AnswerFormat.of("[TOOL_CALLS]").calls()).isEqualTo(ToolCallFormat.MISTRAL);
  }

  @Property(tries = 500)
  void noTextMakesItFail(@ForAll("soups") List<String> pieces, @ForAll ToolCallFormat calls) {
    AnswerParser parser =
        AnswerParser.of(
            new AnswerFormat(calls, THINK), List.of("<|end|>"), false, ParameterTypes.UNKNOWN);
    List<AnswerDelta> deltas = new ArrayList<>();
    pieces.forEach(piece -> deltas.addAll(parser.accept(piece)));
    deltas.addAll(parser.finish());

    AnswerParser whole =
        AnswerParser.of(
            new AnswerFormat(calls, THINK), List.of("<|end|>"), false, ParameterTypes.UNKNOWN);
    List<AnswerDelta> atOnce = new ArrayList<>(whole.accept(String.join("", pieces)));
    atOnce.addAll(whole.finish());
    assertThat(shown(deltas)).isEqualTo(shown(atOnce));
  }

  @Provide
  Arbitrary<List<String>> soups() {
    return Arbitraries.of(
            "<tool_call>",
            "</tool_call>",
            "<think>",
            "</think>",
            "{",
            "}",
            "[",
            "]",
            "\"name\"",
            "\"arguments\"",
            ":",
            ",",
            "\"x\"",
            "<function=f>",
            "<parameter=p>",
            "</parameter>",
            "</function>",
            "<|channel|>",
            "final",
            "<|message|>",
            "<|end|>",
            "[TOOL_CALLS]",
            "[ARGS]",
            "<",
            "|",
            ">>>",
            "all",
            "\n",
            " ",
            "text",
            "Action:",
            "```",
            "<|python_tag|>",
            "<arg_key>",
            "</arg_key>",
            "<arg_value>",
            "</arg_value>",
            "functools",
            "\\",
            "\"")
        .list()
        .ofMaxSize(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"Bob\", \"parameters\": {\"city\": \"Paris\"}}",
        "{\"type\": \"object\", \"name\": \"Bob\", \"parameters\": {}}",
        "{\"city\": \"Paris\", \"name\": \"weather\"}",
        "{\"id\": 5}",
        "{\"names\": [\"weather\"]} and {\"name\": \"weather\"}"
      })
  void objectsThatNameNoToolAreText(String text) {
    ParameterTypes types =
        new ParameterTypes() {
          @Override
          public boolean isString(String tool, String parameter) {
            return false;
          }

          @Override
          public boolean isTool(String name) {
            return name.equals("weather");
          }
        };
    AnswerFormat format = new AnswerFormat(ToolCallFormat.LLAMA, ReasoningTags.NONE);
    for (int length = 1; length <= text.length(); length++) {
      assertThat(read(format, text, length, false, types)).isEqualTo("say " + text);
    }
    AnswerParser parser = AnswerParser.of(format, List.of(), false, types);
    // What can't become a call any more is shown before it is complete.
    assertThat(parser.accept("{\"city\": \"Par")).isNotEmpty();
    assertThat(read(format, "{\"name\": \"weather\"}", 3, false, types))
        .isEqualTo("call weather {}");
  }

  private static String read(AnswerFormat format, String text, int length, boolean thinking) {
    return read(format, text, length, thinking, ParameterTypes.UNKNOWN);
  }

  private static String read(
      AnswerFormat format, String text, int length, boolean thinking, ParameterTypes types) {
    AnswerParser parser = AnswerParser.of(format, List.of(), thinking, types);
    List<AnswerDelta> deltas = new ArrayList<>();
    for (int i = 0; i < text.length(); i += length) {
      deltas.addAll(parser.accept(text.substring(i, Math.min(text.length(), i + length))));
    }
    deltas.addAll(parser.finish());
    return shown(deltas);
  }

  private static String shown(List<AnswerDelta> deltas) {
    StringBuilder out = new StringBuilder();
    String before = "";
    for (AnswerDelta delta : deltas) {
      String kind = delta.getClass().getSimpleName();
      boolean goesOn = kind.equals(before);
      String separator = out.isEmpty() ? "" : " | ";
      switch (delta) {
        case AnswerDelta.Content content ->
            out.append(goesOn ? "" : separator + "say ").append(content.text());
        case AnswerDelta.Reasoning reasoning ->
            out.append(goesOn ? "" : separator + "think ").append(reasoning.text());
        case AnswerDelta.CallStart call ->
            out.append(separator).append("call ").append(call.name()).append(' ');
        case AnswerDelta.CallArguments arguments -> out.append(arguments.json());
      }
      before = kind;
    }
    return out.toString();
  }
}
