package llamajar.text.answer;

import static llamajar.text.answer.Spaces.GAP;
import static llamajar.text.answer.Spaces.LINE_END;
import static llamajar.text.grammar.Expression.anyOf;
import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.range;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.GrammarBuilder;

/// Calls of tools in one format: what leads to them, what opens the first, and the rest.
final class CallGrammar {
  private static final String BAR = "\uFF5C";
  private static final String DEEPSEEK_SEPARATOR = token("tool\u2581sep");
  private static final Expression DIGITS = atLeast(1, range('0', '9'));
  private static final Expression ID =
      new Repeat(choice(range('a', 'z'), range('A', 'Z'), range('0', '9'), anyOf("_-")), 1, 64);

  private final ToolCallFormat format;
  private final List<ToolGrammar> tools = new ArrayList<>();
  private final boolean several;

  CallGrammar(
      ToolCallFormat format, List<DeclaredTool> tools, boolean several, GrammarBuilder builder) {
    this.format = format;
    this.several = several;
    tools.forEach(tool -> this.tools.add(new ToolGrammar(tool, builder)));
  }

  private static String token(String name) {
    return "<" + BAR + name + BAR + ">";
  }

  private static String dsml(String name) {
    return "<" + BAR + "DSML" + BAR + name;
  }

  /// What stands before the opener when there is nothing but calls.
  Expression lead() {
    return switch (format) {
      case XML_PARAMETERS -> choice(text("<tool_call>\n"), text("<seed:tool_call>\n"));
      case DEEPSEEK -> text(token("tool\u2581calls\u2581begin"));
      case DEEPSEEK_DSML -> text(dsml("function_calls>\n"));
      case KIMI -> text("<|tool_calls_section_begin|>");
      case HARMONY -> text("<|channel|>commentary");
      case NONE,
          HERMES,
          GLM,
          LLAMA,
          MISTRAL,
          FUNCTION_TAG,
          FUNCTIONARY,
          COMMAND_R,
          COMMAND_A,
          FUNCTOOLS,
          LIST_TAG,
          LIST_TOKEN ->
          Expression.EMPTY;
    };
  }

  /// What begins the first call; where it appears in a text, nothing else can begin.
  List<String> openers() {
    return List.of(
        switch (format) {
          case NONE -> throw new IllegalArgumentException("this format has no calls of tools");
          case HERMES, GLM -> "<tool_call>";
          case XML_PARAMETERS, FUNCTION_TAG -> "<function=";
          case LLAMA -> "{";
          case MISTRAL -> "[TOOL_CALLS]";
          case DEEPSEEK -> token("tool\u2581call\u2581begin");
          case DEEPSEEK_DSML -> dsml("invoke name=\"");
          case FUNCTIONARY -> "";
          case COMMAND_R -> "Action:";
          case COMMAND_A -> "<|START_ACTION|>";
          case HARMONY -> " to=functions.";
          case KIMI -> "<|tool_call_begin|>";
          case FUNCTOOLS -> "functools[";
          case LIST_TAG -> "<tool_calls>";
          case LIST_TOKEN -> "<|tool_call|>";
        });
  }

  /// All behind the opener.
  Expression rest() {
    return switch (format) {
      case NONE -> throw new IllegalArgumentException("this format has no calls of tools");
      case HERMES ->
          repeated(
              sequence(GAP, anyObject("name", "arguments"), GAP, text("</tool_call>")),
              sequence(GAP, text("<tool_call>")));
      case XML_PARAMETERS ->
          sequence(
              repeated(
                  anyTool(tool ->
                      sequence(
                          text(tool.name() + ">\n"),
                          tool.parameters(ParameterSpelling.XML),
                          text("</function>"))),
                  sequence(
                      LINE_END,
                      optional(sequence(xmlEnd(), GAP)),
                      optional(lead()),
                      text("<function="))),
              optional(sequence(LINE_END, xmlEnd())));
      case GLM ->
          repeated(
              anyTool(tool ->
                  sequence(
                      text(tool.name()),
                      LINE_END,
                      tool.parameters(ParameterSpelling.GLM),
                      text("</tool_call>"))),
              sequence(GAP, text("<tool_call>")));
      case LLAMA ->
          repeated(
              anyTool(tool ->
                  sequence(
                      GAP,
                      optional(
                          sequence(
                              text("\"type\":"), GAP, text("\"function\""), GAP, text(","), GAP)),
                      text("\"name\":"),
                      GAP,
                      text(JsonStrings.encoded(tool.name())),
                      text(","),
                      GAP,
                      text("\"parameters\":"),
                      GAP,
                      tool.arguments(),
                      GAP,
                      text("}"))),
              sequence(GAP, text(";"), GAP, text("{")));
      case MISTRAL ->
          choice(
              list(identifiedObject()),
              repeated(
                  anyTool(tool ->
                      sequence(
                          text(tool.name()),
                          optional(sequence(text("[CALL_ID]"), ID)),
                          text("[ARGS]"),
                          tool.arguments())),
                  text("[TOOL_CALLS]")));
      case DEEPSEEK ->
          sequence(
              repeated(
                  anyTool(CallGrammar::deepSeek),
                  sequence(LINE_END, text(token("tool\u2581call\u2581begin")))),
              optional(text(token("tool\u2581calls\u2581end"))));
      case DEEPSEEK_DSML ->
          sequence(
              repeated(
                  anyTool(tool ->
                      sequence(
                          text(tool.name() + "\">\n"),
                          tool.parameters(ParameterSpelling.DSML),
                          text("</" + dsml("invoke>").substring(1)))),
                  sequence(GAP, text(dsml("invoke name=\"")))),
              optional(sequence(GAP, text("</" + dsml("function_calls>").substring(1)))));
      case FUNCTION_TAG ->
          repeated(
              anyTool(
                  tool -> sequence(text(tool.name() + ">"), tool.arguments(), text("</function>"))),
              sequence(GAP, text("<function=")));
      case FUNCTIONARY ->
          repeated(
              anyTool(tool -> sequence(text(tool.name() + "\n"), tool.arguments())), text(">>>"));
      case COMMAND_R ->
          sequence(
              GAP,
              text("```json"),
              GAP,
              list(anyObject("tool_name", "parameters")),
              GAP,
              text("```"));
      case COMMAND_A -> sequence(GAP, list(commandObject()), GAP, text("<|END_ACTION|>"));
      case HARMONY ->
          anyTool(tool ->
              sequence(
                  text(tool.name()),
                  optional(choice(text(" <|constrain|>json"), text("<|constrain|>json"))),
                  text("<|message|>"),
                  tool.arguments(),
                  optional(text("<|call|>"))));
      case KIMI ->
          sequence(
              repeated(
                  anyTool(tool ->
                      sequence(
                          text("functions." + tool.name() + ":"),
                          DIGITS,
                          text("<|tool_call_argument_begin|>"),
                          tool.arguments(),
                          text("<|tool_call_end|>"))),
                  text("<|tool_call_begin|>")),
              optional(text("<|tool_calls_section_end|>")));
      case FUNCTOOLS -> elements(anyObject("name", "arguments"));
      case LIST_TAG -> sequence(GAP, list(identifiedObject()), GAP, text("</tool_calls>"));
      case LIST_TOKEN ->
          sequence(list(anyObject("name", "arguments")), optional(text("<|/tool_call|>")));
    };
  }

  private static Expression xmlEnd() {
    return choice(text("</tool_call>"), text("</seed:tool_call>"));
  }

  private static Expression deepSeek(ToolGrammar tool) {
    Expression block =
        sequence(
            text("function" + DEEPSEEK_SEPARATOR + tool.name() + "\n```json\n"),
            tool.arguments(),
            text("\n```"));
    Expression plain = sequence(text(tool.name() + DEEPSEEK_SEPARATOR), tool.arguments());
    return sequence(choice(block, plain), text(token("tool\u2581call\u2581end")));
  }

  private Expression anyTool(Function<ToolGrammar, Expression> call) {
    return choice(tools.stream().map(call).toList());
  }

  /// A call, and more of them if there may be.
  private Expression repeated(Expression call, Expression separator) {
    return several ? sequence(call, atLeast(0, sequence(separator, call))) : call;
  }

  private Expression list(Expression element) {
    return sequence(text("["), elements(element));
  }

  /// A list behind its opening bracket.
  private Expression elements(Expression element) {
    return sequence(GAP, repeated(element, sequence(GAP, text(","), GAP)), GAP, text("]"));
  }

  private Expression anyObject(String name, String arguments) {
    return anyTool(tool -> sequence(text("{"), GAP, tool.members(name, arguments), GAP, text("}")));
  }

  /// Some models give their calls identities of their own.
  private Expression identifiedObject() {
    Expression id = sequence(text(","), GAP, text("\"id\":"), GAP, text("\""), ID, text("\""));
    return anyTool(tool ->
        sequence(text("{"), GAP, tool.members("name", "arguments"), optional(id), GAP, text("}")));
  }

  private Expression commandObject() {
    Expression id =
        sequence(text("\"tool_call_id\":"), GAP, text("\""), DIGITS, text("\""), text(","), GAP);
    return anyTool(tool ->
        sequence(
            text("{"), GAP, optional(id), tool.members("tool_name", "parameters"), GAP, text("}")));
  }
}
