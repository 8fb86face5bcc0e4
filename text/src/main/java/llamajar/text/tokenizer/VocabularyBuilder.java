package llamajar.text.tokenizer;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import llamajar.text.tokenizer.PreTokenizer.Habit;

/// Collects what a file says about its vocabulary, checks it and fills in what the file leaves out.
/// Each builder makes one vocabulary.
public final class VocabularyBuilder {
  private static final int LONGEST_TOKEN = 65_535;
  private static final float LOWEST_SCORE = -1e30f;
  private static final long NONE = 0xFFFF_FFFFL;

  /// Roles that nothing here needs and that many files give to a token one behind the last.
  private static final List<SpecialToken> HARMLESS =
      List.of(SpecialToken.PADDING, SpecialToken.MASK);

  private static final List<SpecialToken> ROLES_THAT_END =
      List.of(
          SpecialToken.EOS,
          SpecialToken.EOT,
          SpecialToken.EOM,
          SpecialToken.FIM_PAD,
          SpecialToken.FIM_REPOSITORY,
          SpecialToken.FIM_SEPARATOR);

  final String model;
  final ByteStrings tokens;
  String preTokenizer = "default";
  float[] scores = {};
  byte[] types = {};
  ByteStrings merges = ByteStrings.NONE;
  byte[] charsMap = {};
  SpaceTrimming trimming = SpaceTrimming.NONE;
  final Map<SpecialToken, Integer> specials = new EnumMap<>(SpecialToken.class);
  final Map<VocabularyFlag, Boolean> flags = new EnumMap<>(VocabularyFlag.class);
  final BitSet spelledControl = new BitSet();
  final BitSet endOfGeneration = new BitSet();

  private final Family family;

  VocabularyBuilder(String model, ByteStrings tokens) {
    this.model = model;
    this.tokens = tokens;
    this.family = Family.of(model);
    if (tokens.longest() > LONGEST_TOKEN) {
      throw new VocabularyException(
          "a token has %d bytes; at most %d are possible"
              .formatted(tokens.longest(), LONGEST_TOKEN));
    }
    if (model.equals("gemma4")) {
      preTokenizer = "gemma4";
    }
  }

  /// The name of the rule that cuts text into words; `default` if never set. Whether it is known is
  /// found out by [Tokenizer#of].
  public VocabularyBuilder preTokenizer(String name) {
    if (!model.equals("gemma4")) {
      preTokenizer = name.isEmpty() ? "default" : name;
    }
    return this;
  }

  /// One score per token; all 0 if never set.
  ///
  /// @throws VocabularyException if the number of scores is wrong
  public VocabularyBuilder scores(float[] perToken) {
    checkCount(perToken.length, "scores");
    scores = perToken.clone();
    for (int i = 0; i < scores.length; i++) {
      // Finite, so that sums stay numbers; the addition turns −0 into 0, which compares as equal.
      scores[i] =
          Float.isNaN(scores[i]) ? LOWEST_SCORE : Math.clamp(scores[i] + 0.0f, LOWEST_SCORE, 1e30f);
    }
    return this;
  }

  /// One type code per token, see [TokenType#of]; all normal if never set.
  ///
  /// @throws VocabularyException if the number of types is wrong
  public VocabularyBuilder types(int[] perToken) {
    checkCount(perToken.length, "token types");
    types = new byte[perToken.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = TokenType.of(perToken[i]).code();
    }
    return this;
  }

  /// The pairs that BPE joins, `left right`, the first learned first.
  public VocabularyBuilder merges(ByteStrings pairs) {
    merges = pairs;
    return this;
  }

  /// The token with a role.
  ///
  /// @param id −1 or 2³²−1 if there is none
  /// @throws VocabularyException if there is no such token
  public VocabularyBuilder special(SpecialToken role, long id) {
    if (id == -1 || id == NONE) {
      specials.put(role, -1);
    } else if (id >= tokens.size() && HARMLESS.contains(role)) {
      specials.put(role, -1);
    } else if (id < 0 || id >= tokens.size()) {
      throw new VocabularyException(
          "the %s token has the id %d, but there are only %d tokens"
              .formatted(role, id, tokens.size()));
    } else {
      specials.put(role, (int) id);
    }
    return this;
  }

  /// Sets a switch.
  public VocabularyBuilder flag(VocabularyFlag flag, boolean value) {
    flags.put(flag, value);
    return this;
  }

  /// Which special tokens swallow white space; none if never set.
  public VocabularyBuilder trimming(SpaceTrimming value) {
    trimming = value;
    return this;
  }

  /// The normaliser's table (`tokenizer.ggml.precompiled_charsmap`).
  public VocabularyBuilder charsMap(byte[] table) {
    charsMap = table.clone();
    return this;
  }

  /// Makes the vocabulary.
  ///
  /// @throws VocabularyException if a token that a switch asks for is missing
  public Vocabulary build() {
    usualSpecials();
    if (family != Family.WPM) {
      lookForWellKnownTokens();
    }
    specials.values().removeAll(List.of(-1));
    for (SpecialToken role : ROLES_THAT_END) {
      if (specials.containsKey(role)) {
        endOfGeneration.set(specials.get(role));
      }
    }
    usualFlags();
    return new Vocabulary(this);
  }

  private void lookForWellKnownTokens() {
    WellKnownTokens known = new WellKnownTokens(tokens);
    known.endings().forEach(endOfGeneration::set);
    known.controls().forEach(spelledControl::set);
    for (Map.Entry<SpecialToken, Integer> role : known.roles().entrySet()) {
      if (specials.getOrDefault(role.getKey(), -1) == -1) {
        specials.put(role.getKey(), role.getValue());
        spelledControl.set(role.getValue());
      }
    }
  }

  private void usualSpecials() {
    switch (family) {
      case SPM -> {
        usual(SpecialToken.UNKNOWN, 0);
        usual(SpecialToken.BOS, 1);
        usual(SpecialToken.EOS, 2);
      }
      case WPM -> {
        usual(SpecialToken.PADDING, 0);
        usual(SpecialToken.UNKNOWN, 100);
        usual(SpecialToken.BOS, 101);
        usual(SpecialToken.SEPARATOR, 102);
        usual(SpecialToken.MASK, 103);
      }
      case UGM -> {
        usual(SpecialToken.PADDING, 0);
        usual(SpecialToken.EOS, 1);
        usual(SpecialToken.UNKNOWN, 2);
      }
      case BPE -> {
        // Falcon's <|endoftext|>; in files that don't say, an 11 that is ordinary text is no end.
        if (11 < types.length && types[11] == TokenType.CONTROL.code()) {
          usual(SpecialToken.BOS, 11);
          usual(SpecialToken.EOS, 11);
        }
      }
      case OTHER -> {}
    }
  }

  private void usual(SpecialToken role, int id) {
    if (id < tokens.size()) {
      specials.putIfAbsent(role, id);
    }
  }

  private void usualFlags() {
    switch (family) {
      case SPM -> {
        flags.putIfAbsent(VocabularyFlag.ADD_SPACE_PREFIX, true);
        addIfPossible(VocabularyFlag.ADD_BOS, SpecialToken.BOS);
      }
      case WPM -> {
        addIfPossible(VocabularyFlag.ADD_BOS, SpecialToken.BOS);
        addIfPossible(VocabularyFlag.ADD_SEPARATOR, SpecialToken.SEPARATOR);
        flags.putIfAbsent(VocabularyFlag.LOWER_CASE, true);
        flags.putIfAbsent(
            VocabularyFlag.STRIP_ACCENTS, flags.getOrDefault(VocabularyFlag.LOWER_CASE, true));
      }
      case UGM -> addIfPossible(VocabularyFlag.ADD_EOS, SpecialToken.EOS);
      case BPE -> usualBpeFlags();
      case OTHER -> {}
    }
    refuseWithout(VocabularyFlag.ADD_BOS, SpecialToken.BOS, "add_bos_token");
    refuseWithout(VocabularyFlag.ADD_EOS, SpecialToken.EOS, "add_eos_token");
  }

  private void usualBpeFlags() {
    PreTokenizers.named(preTokenizer)
        .ifPresent(rule -> {
          if (rule.has(Habit.ALWAYS_ADDS_BOS)) {
            flags.put(VocabularyFlag.ADD_BOS, specials.containsKey(SpecialToken.BOS));
          }
          if (rule.has(Habit.ADDS_BOS)) {
            addIfPossible(VocabularyFlag.ADD_BOS, SpecialToken.BOS);
          }
          if (rule.has(Habit.ADDS_SEPARATOR)) {
            addIfPossible(VocabularyFlag.ADD_SEPARATOR, SpecialToken.SEPARATOR);
          }
        });
  }

  private void addIfPossible(VocabularyFlag flag, SpecialToken role) {
    flags.putIfAbsent(flag, specials.containsKey(role));
  }

  private void refuseWithout(VocabularyFlag flag, SpecialToken role, String key) {
    if (flags.getOrDefault(flag, false) && !specials.containsKey(role)) {
      throw new VocabularyException(
          "%s is true, but the file names no %s token".formatted(key, role));
    }
  }

  private void checkCount(int count, String what) {
    if (count != tokens.size()) {
      throw new VocabularyException(
          "there are %d %s for %d tokens; convert the model again"
              .formatted(count, what, tokens.size()));
    }
  }
}
