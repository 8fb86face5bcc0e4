package llamajar.text.tokenizer;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/// What a tokenizer is made from: tokens with their scores and types, merges, roles and switches,
/// as plain data. Immutable; every id in it is below [#size].
///
/// @see VocabularyBuilder
public final class Vocabulary {
  private final String model;
  private final String preTokenizer;
  private final ByteStrings tokens;
  private final float[] scores;
  private final byte[] types;
  private final BitSet spelledControl;
  private final ByteStrings merges;
  private final Map<SpecialToken, Integer> specials;
  private final BitSet endOfGeneration;
  private final Map<VocabularyFlag, Boolean> flags;
  private final SpaceTrimming trimming;
  private final byte[] charsMap;

  Vocabulary(VocabularyBuilder builder) {
    model = builder.model;
    preTokenizer = builder.preTokenizer;
    tokens = builder.tokens;
    scores = builder.scores;
    types = builder.types;
    spelledControl = builder.spelledControl;
    merges = builder.merges;
    specials = new EnumMap<>(builder.specials);
    endOfGeneration = builder.endOfGeneration;
    flags = new EnumMap<>(builder.flags);
    trimming = builder.trimming;
    charsMap = builder.charsMap;
  }

  /// Begins a vocabulary.
  ///
  /// @param model the kind of tokenizer, as in `tokenizer.ggml.model`: `llama` (SPM), `gpt2` (BPE),
  ///   `bert` (WPM), `t5` (UGM); others can be read, but [Tokenizer#of] refuses them
  /// @param tokens the spelling of each token, by id
  /// @throws VocabularyException if a token is too long
  public static VocabularyBuilder builder(String model, ByteStrings tokens) {
    return new VocabularyBuilder(model, tokens);
  }

  /// The kind of tokenizer, as the file names it.
  public String model() {
    return model;
  }

  /// The name of the rule that cuts text into words (BPE only).
  public String preTokenizer() {
    return preTokenizer;
  }

  /// The number of tokens.
  public int size() {
    return tokens.size();
  }

  /// The token's spelling in the vocabulary, which is not what it prints: see [Tokenizer#piece].
  public byte[] spelling(int id) {
    return tokens.copy(checked(id));
  }

  /// The token's score: its rank among SPM merges or its log probability in UGM; else 0.
  public float score(int id) {
    return scores.length == 0 ? 0 : scores[checked(id)];
  }

  /// The token's type, as the file gives it.
  public TokenType type(int id) {
    return types.length == 0 ? TokenType.NORMAL : TokenType.of(types[checked(id)]);
  }

  /// The token that has a role.
  public OptionalInt special(SpecialToken role) {
    Integer id = specials.get(role);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// Whether a model that makes this token has finished.
  public boolean endsGeneration(int id) {
    return endOfGeneration.get(checked(id));
  }

  /// All tokens for which [#endsGeneration] holds, rising.
  int[] endOfGenerationIds() {
    IntList ids = new IntList(endOfGeneration.cardinality());
    for (int id = endOfGeneration.nextSetBit(0); id >= 0; id = endOfGeneration.nextSetBit(id + 1)) {
      ids.add(id);
    }
    return ids.toArray();
  }

  /// Whether the token steers the model instead of being text: by its type, or because its spelling
  /// is that of a well-known control token.
  public boolean isControl(int id) {
    TokenType type = type(id);
    return type == TokenType.CONTROL || type == TokenType.UNKNOWN || spelledControl.get(id);
  }

  /// Whether the token is cut out of texts before anything else.
  boolean isSpecial(int id) {
    // The codes, because this is asked about every token when a vocabulary is opened.
    int code = types.length == 0 ? 1 : types[id];
    return (code >= 2 && code <= 4) || spelledControl.get(id);
  }

  /// The state of a switch.
  public boolean is(VocabularyFlag flag) {
    return flags.getOrDefault(flag, false);
  }

  /// Which special tokens swallow white space.
  public SpaceTrimming trimming() {
    return trimming;
  }

  ByteStrings tokens() {
    return tokens;
  }

  /// Pairs `left right`, the first learned first.
  ByteStrings merges() {
    return merges;
  }

  /// The normaliser's table (UGM), empty if there is none.
  byte[] charsMap() {
    return charsMap;
  }

  private int checked(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException(
          "token %d is outside the vocabulary of %d tokens".formatted(id, tokens.size()));
    }
    return id;
  }
}
