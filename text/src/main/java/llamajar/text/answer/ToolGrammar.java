package llamajar.text.answer;

import static llamajar.text.answer.Spaces.GAP;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.GrammarBuilder;
import llamajar.text.grammar.GrammarException;
import llamajar.text.schema.JsonSchema;
import org.jspecify.annotations.Nullable;

/// The arguments of one tool. A schema that can't be held becomes any object, unless the tool is
/// strict.
final class ToolGrammar {
  private static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");

  private final DeclaredTool tool;
  private final GrammarBuilder builder;
  private final Map<String, Object> schema;
  private @Nullable Expression arguments;

  /// @throws GrammarException if the tool is strict and its schema can't be held
  ToolGrammar(DeclaredTool tool, GrammarBuilder builder) {
    this.tool = tool;
    this.builder = builder;
    schema = held(tool);
  }

  private static Map<String, Object> held(DeclaredTool tool) {
    Map<String, Object> stated = tool.parameters();
    if (stated == null || stated.isEmpty()) {
      return ANY_OBJECT;
    }
    try {
      JsonSchema.rule(stated, new GrammarBuilder());
      return stated;
    } catch (GrammarException e) {
      if (tool.strict()) {
        throw new GrammarException(
            "tool '%s', which is strict: %s".formatted(tool.name(), e.getMessage()));
      }
      return ANY_OBJECT;
    }
  }

  String name() {
    return tool.name();
  }

  /// They as a JSON object.
  Expression arguments() {
    Expression known = arguments;
    if (known == null) {
      known = JsonSchema.rule(schema, builder);
      arguments = known;
    }
    return known;
  }

  /// Name and arguments as members of an object, in any order.
  Expression members(String nameKey, String argumentsKey) {
    Expression name =
        sequence(text("\"" + nameKey + "\":"), GAP, text(JsonStrings.encoded(name())));
    Expression values = sequence(text("\"" + argumentsKey + "\":"), GAP, arguments());
    Expression comma = sequence(text(","), GAP);
    return choice(sequence(name, comma, values), sequence(values, comma, name));
  }

  /// They one by one, in the order of the schema.
  Expression parameters(ParameterSpelling spelling) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return Expression.atLeast(0, spelling.anyParameter(JsonSchema.rule(true, builder)));
    }
    List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
    List<Expression> parts = new ArrayList<>();
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      Expression part = parameter(spelling, String.valueOf(property.getKey()), property.getValue());
      parts.add(required.contains(property.getKey()) ? part : optional(part));
    }
    return new Expression.Sequence(parts);
  }

  private Expression parameter(ParameterSpelling spelling, String name, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map) || "string".equals(map.get("type"))) {
      return value instanceof Map<?, ?> map && map.get("enum") instanceof List<?> texts
          ? spelling.value(
              name, choice(texts.stream().map(each -> text(String.valueOf(each))).toList()), true)
          : spelling.anyText(name);
    }
    return map.containsKey("type") || map.containsKey("enum")
        ? spelling.value(name, JsonSchema.property(schema, name, builder), false)
        : choice(
            spelling.anyText(name),
            spelling.value(name, JsonSchema.rule(ANY_OBJECT, builder), false));
  }
}
