package llamajar.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.TokenConstraint;
import llamajar.text.grammar.TokenTrie;
import llamajar.text.schema.JsonSchema;
import llamajar.text.tokenizer.Tokenizer;

/// What a constraint adds to each token: time to find the mask and to follow the token, beside one
/// pass of the default sampler with and without the mask.
///
///     java -cp "benchmarks/target/app/*" llamajar.benchmarks.TokenMaskTrial vocab.gguf
public final class TokenMaskTrial {
  private static final int ROUNDS = 40;
  private static final String DOCUMENT =
      "{\"name\": \"Ada Lovelace\", \"age\": 36, \"email\": \"ada@example.org\", \"tags\":"
          + " [\"first\", \"programmer\", \"poetical science\"], \"notes\": {\"born\": \"in London,"
          + " on a cold day\", \"works\": \"notes on the analytical engine\", \"friends\":"
          + " [{\"name\": \"Charles\"}, {\"name\": \"Mary\"}]}}";

  private final Tokenizer tokenizer;
  private final TokenTrie trie;
  private final int[] ids;
  private final MemorySegment logits;

  private TokenMaskTrial(Tokenizer tokenizer, Arena arena) {
    this.tokenizer = tokenizer;
    trie = TokenTrie.of(tokenizer);
    ids = tokenizer.encode(DOCUMENT, false, false);
    int size = tokenizer.vocabulary().size();
    logits = arena.allocate(ValueLayout.JAVA_FLOAT, size);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < size; i++) {
      logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (3 * random.nextGaussian()));
    }
  }

  /// Measures with the vocabulary of a model file.
  public static void main(String[] args) throws IOException {
    try (Arena arena = Arena.ofConfined();
        GgufFile file = GgufFile.open(Path.of(args[0]))) {
      long start = System.nanoTime();
      Tokenizer tokenizer = VocabularyReader.tokenizer(file);
      long read = System.nanoTime();
      TokenMaskTrial trial = new TokenMaskTrial(tokenizer, arena);
      System.out.printf(
          "%d tokens; tokenizer %d ms, prefix tree %d ms%n",
          tokenizer.vocabulary().size(),
          (read - start) / 1_000_000,
          (System.nanoTime() - read) / 1_000_000);
      String json = "root ::= o\n" + JSON_RULES;
      for (int i = 0; i < 2; i++) {
        trial.measure("GBNF, any JSON object", () -> Grammar.parse(json));
        trial.measure("JSON schema", () -> JsonSchema.compile(schema()));
      }
    }
  }

  private static final String JSON_RULES =
      """
      v ::= o | a | s | n | "true" | "false" | "null"
      o ::= "{" (m ("," " "? m)*)? "}"
      m ::= s ":" " "? v
      a ::= "[" (v ("," " "? v)*)? "]"
      s ::= "\\"" ([^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}))* "\\""
      n ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)?
      """;

  private static Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("name", Map.of("type", "string"));
    properties.put("age", Map.of("type", "integer", "minimum", 0, "maximum", 150));
    properties.put("email", Map.of("type", "string", "maxLength", 100));
    properties.put("tags", Map.of("type", "array", "items", Map.of("type", "string")));
    properties.put("notes", Map.of("type", "object"));
    return Map.of("type", "object", "properties", properties);
  }

  private void measure(String name, Supplier<Grammar> grammar) {
    long[] compile = new long[ROUNDS];
    long[] cold = new long[ROUNDS];
    long[] coldest = new long[ROUNDS];
    long[] warm = new long[ROUNDS];
    long[] free = new long[ROUNDS];
    long[] held = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      TokenConstraint constraint = TokenConstraint.of(grammar.get(), trie);
      compile[round] = System.nanoTime() - start;
      long[] first = masks(constraint);
      cold[round] = Arrays.stream(first).sum() / ids.length;
      coldest[round] = Arrays.stream(first).max().orElse(0);
      warm[round] = Arrays.stream(masks(constraint)).sum() / ids.length;
      free[round] = sample(constraint, false);
      held[round] = sample(constraint, true);
    }
    System.out.printf(
        "%s, %d tokens: compile %.2f ms; mask %.1f µs per token cold (worst %.0f), %.2f warm;"
            + " sampler %.1f µs free, %.1f held%n",
        name,
        ids.length,
        1e-6 * median(compile),
        1e-3 * median(cold),
        1e-3 * median(coldest),
        1e-3 * median(warm),
        1e-3 * median(free),
        1e-3 * median(held));
  }

  /// Nanoseconds for each token of the document.
  private long[] masks(TokenConstraint constraint) {
    ConstrainedText text = constraint.begin();
    long[] times = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      long start = System.nanoTime();
      boolean allowed = text.allowed().contains(ids[i]);
      boolean accepted = text.accept(ids[i], tokenizer.piece(ids[i], false));
      times[i] = System.nanoTime() - start;
      if (!allowed || !accepted) {
        String piece = new String(tokenizer.piece(ids[i], false), StandardCharsets.UTF_8);
        throw new IllegalStateException("token %d, '%s', is not allowed".formatted(i, piece));
      }
    }
    return times;
  }

  private long sample(TokenConstraint constraint, boolean masked) {
    SamplerChain chain =
        SamplerChain.of(
            SamplerSettings.builder().seed(1).build(),
            tokenizer.vocabulary().size(),
            1024,
            DryBreakers.none());
    ConstrainedText text = constraint.begin();
    long time = 0;
    for (int id : ids) {
      long start = System.nanoTime();
      int chosen = masked ? chain.sample(logits, text.allowed()) : chain.sample(logits);
      time += System.nanoTime() - start;
      chain.accept(chosen);
      text.accept(id, tokenizer.piece(id, false));
    }
    return time / ids.length;
  }

  private static double median(long[] times) {
    return (double) Arrays.stream(times).sorted().skip(times.length / 2).findFirst().orElse(0);
  }
}
