package llamajar.engine.vocabulary;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import llamajar.engine.source.ModelException;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufException;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Metadata;
import llamajar.gguf.ValueType;
import llamajar.text.tokenizer.ByteStrings;
import llamajar.text.tokenizer.SpaceTrimming;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.TokenType;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.Vocabulary;
import llamajar.text.tokenizer.VocabularyBuilder;
import llamajar.text.tokenizer.VocabularyException;
import llamajar.text.tokenizer.VocabularyFlag;

/// Reads the vocabulary of a GGUF file.
public final class VocabularyReader {
  private static final long MOST_BYTES = 1 << 30;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final String PREFIX = "tokenizer.ggml.";

  private static final Map<String, SpecialToken> SPECIAL_KEYS =
      Map.ofEntries(
          Map.entry("bos_token_id", SpecialToken.BOS),
          Map.entry("eos_token_id", SpecialToken.EOS),
          Map.entry("eot_token_id", SpecialToken.EOT),
          Map.entry("eom_token_id", SpecialToken.EOM),
          Map.entry("unknown_token_id", SpecialToken.UNKNOWN),
          Map.entry("seperator_token_id", SpecialToken.SEPARATOR),
          Map.entry("padding_token_id", SpecialToken.PADDING),
          Map.entry("mask_token_id", SpecialToken.MASK),
          Map.entry("fim_pre_token_id", SpecialToken.FIM_PREFIX),
          Map.entry("fim_suf_token_id", SpecialToken.FIM_SUFFIX),
          Map.entry("fim_mid_token_id", SpecialToken.FIM_MIDDLE),
          Map.entry("fim_pad_token_id", SpecialToken.FIM_PAD),
          Map.entry("fim_rep_token_id", SpecialToken.FIM_REPOSITORY),
          Map.entry("fim_sep_token_id", SpecialToken.FIM_SEPARATOR));

  /// Older spellings, used where the newer key is missing.
  private static final Map<String, SpecialToken> OLD_SPECIAL_KEYS =
      Map.of(
          "cls_token_id", SpecialToken.BOS,
          "prefix_token_id", SpecialToken.FIM_PREFIX,
          "suffix_token_id", SpecialToken.FIM_SUFFIX,
          "middle_token_id", SpecialToken.FIM_MIDDLE);

  private static final Map<String, VocabularyFlag> FLAG_KEYS =
      Map.of(
          "add_bos_token", VocabularyFlag.ADD_BOS,
          "add_eos_token", VocabularyFlag.ADD_EOS,
          "add_sep_token", VocabularyFlag.ADD_SEPARATOR,
          "add_space_prefix", VocabularyFlag.ADD_SPACE_PREFIX,
          "remove_extra_whitespaces", VocabularyFlag.REMOVE_EXTRA_WHITESPACES,
          "treat_whitespace_as_suffix", VocabularyFlag.TREAT_WHITESPACE_AS_SUFFIX,
          "normalizer.lowercase", VocabularyFlag.LOWER_CASE,
          "normalizer.strip_accents", VocabularyFlag.STRIP_ACCENTS);

  private final Metadata metadata;

  private VocabularyReader(Metadata metadata) {
    this.metadata = metadata;
  }

  /// Makes the tokenizer of a model file.
  ///
  /// @throws ModelException if it has none, or one that can't be used or is not supported
  /// @throws GgufException if a value is of the wrong type
  public static Tokenizer tokenizer(GgufFile file) throws ModelException, GgufException {
    try {
      return Tokenizer.of(read(file.metadata()));
    } catch (VocabularyException e) {
      ModelException unusable = new ModelException(file.path() + ": " + e.getMessage());
      unusable.initCause(e);
      throw unusable;
    }
  }

  /// Reads the vocabulary, of whatever kind.
  ///
  /// @throws GgufException if a value is of the wrong type
  /// @throws VocabularyException if the values contradict each other, or there is no vocabulary
  public static Vocabulary read(Metadata metadata) throws GgufException {
    return new VocabularyReader(metadata).read();
  }

  private Vocabulary read() throws GgufException {
    String model =
        metadata
            .string(PREFIX + "model")
            .orElseThrow(() ->
                new VocabularyException(
                    "no tokenizer in the file (tokenizer.ggml.model); convert the model again"));
    VocabularyBuilder builder = Vocabulary.builder(model, strings("tokens"));
    metadata.string(PREFIX + "pre").ifPresent(builder::preTokenizer);
    scores().ifPresent(builder::scores);
    types().ifPresent(builder::types);
    builder.merges(strings("merges"));
    metadata.byteArray(PREFIX + "precompiled_charsmap").ifPresent(builder::charsMap);
    readSpecials(OLD_SPECIAL_KEYS, builder);
    readSpecials(SPECIAL_KEYS, builder);
    for (Map.Entry<String, VocabularyFlag> entry : FLAG_KEYS.entrySet()) {
      metadata
          .bool(PREFIX + entry.getKey())
          .ifPresent(value -> builder.flag(entry.getValue(), value));
    }
    return builder.trimming(trimming()).build();
  }

  /// An array of strings as the file has it, without an object for each; empty if it is missing.
  private ByteStrings strings(String key) throws GgufException {
    Optional<ArrayValue> array = plainArray(PREFIX + key, ValueType.STRING);
    if (array.isEmpty()) {
      // Not there, or not what it should be: then this says so.
      return ByteStrings.of(metadata.stringArray(PREFIX + key).orElse(List.of()));
    }
    byte[] data = array.get().bytes().toArray(ValueLayout.JAVA_BYTE);
    return ByteStrings.ofLengthPrefixed(data, (int) array.get().count());
  }

  private Optional<int[]> types() throws GgufException {
    String key = PREFIX + "token_type";
    Optional<ArrayValue> array = plainArray(key, ValueType.I32);
    return array.isPresent()
        ? array.map(codes -> codes.bytes().toArray(INT))
        : metadata.integerArray(key).map(VocabularyReader::narrow);
  }

  private Optional<float[]> scores() throws GgufException {
    String key = PREFIX + "scores";
    Optional<ArrayValue> array = plainArray(key, ValueType.F32);
    return array.isPresent()
        ? array.map(scores -> scores.bytes().toArray(FLOAT))
        : metadata.floatArray(key);
  }

  /// An array of the usual type, which can be taken over in one go.
  private Optional<ArrayValue> plainArray(String key, ValueType type) {
    return metadata
        .value(key)
        .filter(ArrayValue.class::isInstance)
        .map(ArrayValue.class::cast)
        .filter(array -> array.elementType() == type && array.bytes().byteSize() <= MOST_BYTES);
  }

  private static int[] narrow(long[] codes) {
    return Arrays.stream(codes)
        .mapToInt(code -> code == (int) code ? (int) code : TokenType.UNDEFINED.code())
        .toArray();
  }

  private void readSpecials(Map<String, SpecialToken> keys, VocabularyBuilder builder)
      throws GgufException {
    for (Map.Entry<String, SpecialToken> entry : keys.entrySet()) {
      Optional<Long> id = metadata.integer(PREFIX + entry.getKey());
      if (id.isPresent()) {
        builder.special(entry.getValue(), id.get());
      }
    }
  }

  /// Files don't say which tokens swallow white space, so it goes by names.
  private SpaceTrimming trimming() throws GgufException {
    String name = metadata.string("general.name").orElse("").toLowerCase(Locale.ROOT);
    String architecture = metadata.string("general.architecture").orElse("");
    String pre = metadata.string(PREFIX + "pre").orElse("");
    if (pre.contains("jina-v2-de")
        || pre.contains("jina-v2-es")
        || pre.contains("jina-v2-code")
        || architecture.equals("nomic-bert-moe")
        || architecture.equals("jina-bert-v3")) {
      return SpaceTrimming.leftOf("<mask>");
    }
    if (name.contains("phi-3") || name.contains("phi3")) {
      return SpaceTrimming.rightOfAllBut("<unk>", "<s>", "<|endoftext|>");
    }
    if (name.contains("modern-bert")) {
      return SpaceTrimming.leftOf("[MASK]");
    }
    return SpaceTrimming.NONE;
  }
}
