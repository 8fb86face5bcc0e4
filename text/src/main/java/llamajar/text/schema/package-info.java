/// JSON schemas (draft 2020-12, as far as a grammar can hold them) as grammars.
///
/// Start at [JsonSchema]. A schema comes as plain values: maps in order, lists, strings, numbers,
/// truth values and null; who reads the JSON does not matter here. What a schema says about values
/// of one kind is translated by a class of that kind (`ObjectRules`, `ArrayRules`, `StringRules`,
/// `NumberRules`); `SchemaCompiler` takes references and combinations apart first.
///
/// Texts are JSON with properties in the order of the schema, each at most once, and little white
/// space: a space after `,` and `:`, or a new line with up to 20 spaces or tabs after brackets and
/// commas. What a schema asks for and a grammar can't hold is refused with the keyword's place;
/// nothing is ignored but annotations.
package llamajar.text.schema;
