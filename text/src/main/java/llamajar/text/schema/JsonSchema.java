package llamajar.text.schema;

import java.util.Map;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarBuilder;
import llamajar.text.grammar.GrammarException;
import org.jspecify.annotations.Nullable;

/// Makes grammars of JSON schemas.
public final class JsonSchema {
  private JsonSchema() {}

  /// The grammar of JSON texts that a schema allows.
  ///
  /// An object that lists `properties` and says nothing of further ones has no others; strings are
  /// asked for their formats. `oneOf` must have alternatives that exclude each other.
  ///
  /// @param schema a map in the order of the schema's text, or a truth value; in it lists, strings,
  ///   numbers of any class, truth values and null
  /// @throws GrammarException if the schema is wrong or asks for what a grammar can't hold; the
  ///   message names the keyword and its place as a JSON pointer
  public static Grammar compile(@Nullable Object schema) {
    GrammarBuilder builder = new GrammarBuilder();
    return builder.build(rule(schema, builder));
  }

  /// The same as a rule of a larger grammar.
  ///
  /// @throws GrammarException as [#compile(Object)]
  public static Rule rule(@Nullable Object schema, GrammarBuilder builder) {
    return new SchemaCompiler(schema, builder).rule(new Place(schema, "#", 0));
  }

  /// A rule for the values of one property, whose references are those of the whole schema.
  ///
  /// @throws GrammarException as [#compile(Object)], or if there is no such property
  public static Rule property(Map<String, ?> schema, String name, GrammarBuilder builder) {
    Place properties = new Place(schema, "#", 0).inside("properties", schema.get("properties"));
    Map<String, @Nullable Object> described = properties.map("an object was expected");
    if (!described.containsKey(name)) {
      throw properties.problem("there is no property '%s'".formatted(name));
    }
    return new SchemaCompiler(schema, builder).rule(properties.inside(name, described.get(name)));
  }
}
