package llamajar.server.chat;

import java.util.Map;
import java.util.function.Function;
import llamajar.server.json.Json;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarBuilder;
import llamajar.text.schema.JsonSchema;

/// What the content of an answer is held to.
///
/// @param field where the request says so
/// @param source what tells it from others
/// @param rule makes it
public record ContentRule(String field, String source, Function<GrammarBuilder, Expression> rule) {

  /// JSON of a schema.
  public static ContentRule schema(String field, Map<String, Object> schema) {
    return new ContentRule(
        field, "schema " + Json.text(schema), builder -> JsonSchema.rule(schema, builder));
  }

  /// Any JSON object.
  public static ContentRule anyObject(String field) {
    return schema(field, Map.of("type", "object"));
  }

  /// Texts of a grammar.
  ///
  /// @param gbnf in llama.cpp's notation
  public static ContentRule grammar(String field, String gbnf) {
    return new ContentRule(field, "grammar " + gbnf, builder -> Grammar.rule(gbnf, builder));
  }
}
