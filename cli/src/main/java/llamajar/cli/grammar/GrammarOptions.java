package llamajar.cli.grammar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import llamajar.cli.json.JsonValues;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarException;
import llamajar.text.schema.JsonSchema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--grammar`, `--grammar-file`, `-j`, `--json-schema-file`: what generated text is held to.
public final class GrammarOptions {
  @Option(names = "--grammar", paramLabel = "TEXT", description = "hold the text to a GBNF grammar")
  private @Nullable String grammar;

  @Option(
      names = "--grammar-file",
      paramLabel = "FILE",
      description = "hold the text to the GBNF grammar in a file")
  private @Nullable Path grammarFile;

  @Option(
      names = {"-j", "--json-schema"},
      paramLabel = "SCHEMA",
      description = "hold the text to JSON of a schema; {}: to any JSON")
  private @Nullable String schema;

  @Option(
      names = "--json-schema-file",
      paramLabel = "FILE",
      description = "hold the text to JSON of the schema in a file")
  private @Nullable Path schemaFile;

  /// The grammar; empty if the text is free.
  ///
  /// @throws IOException if a file can't be read, or what it holds can't be used
  /// @throws UsageException if there are several, or one given as an option can't be used
  public Optional<Grammar> read() throws IOException {
    if (Stream.of(grammar, grammarFile, schema, schemaFile).filter(given -> given != null).count()
        > 1) {
      throw new UsageException(
          "--grammar, --grammar-file, -j and --json-schema-file: give one of them");
    }
    if (grammarFile != null) {
      return Optional.of(parsed(Utf8Text.read(grammarFile), grammarFile));
    }
    if (schemaFile != null) {
      return Optional.of(compiled(Utf8Text.read(schemaFile), schemaFile.toString()));
    }
    try {
      if (grammar != null) {
        return Optional.of(Grammar.parse(grammar));
      }
      return schema == null ? Optional.empty() : Optional.of(compiled(schema, "-j"));
    } catch (GrammarException | IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Grammar parsed(String gbnf, Path file) throws IOException {
    try {
      return Grammar.parse(gbnf);
    } catch (GrammarException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Grammar compiled(String json, String source) throws IOException {
    try {
      return JsonSchema.compile(JsonValues.parse(json, source));
    } catch (GrammarException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }
}
