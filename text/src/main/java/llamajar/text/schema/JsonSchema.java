package llamajar.text.schema;

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
    SchemaCompiler compiler = new SchemaCompiler(schema, builder);
    return builder.build(compiler.rule(new Place(schema, "#", 0)));
  }
}
