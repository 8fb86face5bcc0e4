package llamajar.cli.grammar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llamajar.cli.json.JsonValues;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarBuilder;
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

  /// Makes a rule in a builder.
  @FunctionalInterface
  public interface RuleSource extends Function<GrammarBuilder, Rule> {}

  /// The grammar; empty if the text is free.
  ///
  /// @throws IOException if a file can't be read, or what it holds can't be used
  /// @throws UsageException if there are several, or one given as an option can't be used
  public Optional<Grammar> read() throws IOException {
    Optional<RuleSource> rule = rule();
    GrammarBuilder builder = new GrammarBuilder();
    return rule.isPresent()
        ? Optional.of(checked(() -> builder.build(rule.get().apply(builder))))
        : Optional.empty();
  }

  /// The same as what a larger grammar can be made of. It can be used on its own.
  ///
  /// @throws IOException as [#read()]
  /// @throws UsageException as [#read()]
  public Optional<RuleSource> rule() throws IOException {
    if (Stream.of(grammar, grammarFile, schema, schemaFile).filter(given -> given != null).count()
        > 1) {
      throw new UsageException(
          "--grammar, --grammar-file, -j and --json-schema-file: give one of them");
    }
    RuleSource rule = source();
    if (rule != null) {
      GrammarBuilder builder = new GrammarBuilder();
      checked(() -> builder.build(rule.apply(builder)));
    }
    return Optional.ofNullable(rule);
  }

  private @Nullable RuleSource source() throws IOException {
    if (grammarFile != null || grammar != null) {
      String gbnf = grammarFile != null ? Utf8Text.read(grammarFile) : String.valueOf(grammar);
      return builder -> Grammar.rule(gbnf, builder);
    }
    if (schemaFile != null) {
      Object parsed = JsonValues.parse(Utf8Text.read(schemaFile), schemaFile.toString());
      return builder -> JsonSchema.rule(parsed, builder);
    }
    if (schema == null) {
      return null;
    }
    try {
      Object parsed = JsonValues.parse(schema, "-j");
      return builder -> JsonSchema.rule(parsed, builder);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// Tells where a grammar comes from that can't be used.
  private Grammar checked(Supplier<Grammar> made) throws IOException {
    try {
      return made.get();
    } catch (GrammarException e) {
      Path file = grammarFile != null ? grammarFile : schemaFile;
      if (file != null) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
      String place = schema != null ? "-j: " : "";
      throw new UsageException(place + e.getMessage());
    }
  }
}
