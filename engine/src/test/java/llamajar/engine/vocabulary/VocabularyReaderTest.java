package llamajar.engine.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufException;
import llamajar.gguf.Metadata;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.ValueType;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.TokenType;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.Vocabulary;
import llamajar.text.tokenizer.VocabularyException;
import llamajar.text.tokenizer.VocabularyFlag;
import org.junit.jupiter.api.Test;

final class VocabularyReaderTest {
  private final Map<String, MetadataValue> values = new LinkedHashMap<>();

  @Test
  void readsTokensScoresTypesRolesAndFlags() throws GgufException {
    put("model", MetadataValue.string("llama"));
    put("tokens", ArrayValue.ofStrings("<unk>", "<s>", "</s>", "a", "▁a"));
    put("scores", ArrayValue.ofFloats(0, 0, 0, -1, -2));
    put("token_type", ArrayValue.ofIntegers(2, 3, 3, 1, 1));
    put("padding_token_id", MetadataValue.u32(0xFFFF_FFFFL));
    put("eot_token_id", MetadataValue.u32(2));
    put("add_bos_token", MetadataValue.bool(false));

    Vocabulary vocabulary = read();

    assertThat(vocabulary.size()).isEqualTo(5);
    assertThat(vocabulary.score(4)).isEqualTo(-2);
    assertThat(vocabulary.type(1)).isEqualTo(TokenType.CONTROL);
    assertThat(vocabulary.special(SpecialToken.PADDING)).isEmpty();
    assertThat(vocabulary.special(SpecialToken.EOT)).hasValue(2);
    assertThat(vocabulary.special(SpecialToken.BOS)).hasValue(1);
    assertThat(vocabulary.is(VocabularyFlag.ADD_BOS)).isFalse();
    assertThat(vocabulary.is(VocabularyFlag.ADD_SPACE_PREFIX)).isTrue();
    assertThat(Tokenizer.of(vocabulary).encode("a", true, true)).containsExactly(4);
  }

  @Test
  void acceptsTypesAndScoresOfOtherWidths() throws GgufException {
    put("model", MetadataValue.string("llama"));
    put("tokens", ArrayValue.ofStrings("<unk>", "<s>", "</s>"));
    put(
        "token_type",
        ArrayValue.of(
            ValueType.U8, List.of(MetadataValue.u8(2), MetadataValue.u8(3), MetadataValue.u8(3))));
    put("scores", ArrayValue.ofIntegers(0, -7, 0));

    Vocabulary vocabulary = read();

    assertThat(vocabulary.type(1)).isEqualTo(TokenType.CONTROL);
    assertThat(vocabulary.score(1)).isEqualTo(-7);
  }

  @Test
  void readsBpeWithMerges() throws GgufException {
    put("model", MetadataValue.string("gpt2"));
    put("pre", MetadataValue.string("gpt-2"));
    put("tokens", ArrayValue.ofStrings("a", "b", "ab", "<|endoftext|>"));
    put("token_type", ArrayValue.ofIntegers(1, 1, 1, 3));
    put("merges", ArrayValue.ofStrings("a b"));
    put("eos_token_id", MetadataValue.u32(3));

    Tokenizer tokenizer = Tokenizer.of(read());

    assertThat(tokenizer.encode("abba<|endoftext|>", true, true)).containsExactly(2, 1, 0, 3);
    assertThat(tokenizer.endOfGenerationIds()).containsExactly(3);
  }

  @Test
  void theOldNameOfTheFirstTokenCountsWhereTheNewOneIsMissing() throws GgufException {
    put("model", MetadataValue.string("bert"));
    put("tokens", ArrayValue.ofStrings("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
    put("unknown_token_id", MetadataValue.u32(1));
    put("cls_token_id", MetadataValue.u32(2));
    put("seperator_token_id", MetadataValue.u32(3));

    assertThat(Tokenizer.of(read()).encode("", true, true)).containsExactly(2, 3);
  }

  @Test
  void phi3SwallowsSpacesBehindSpecialTokens() throws GgufException {
    values.put("general.name", MetadataValue.string("My Phi-3 model"));
    put("model", MetadataValue.string("llama"));
    put("tokens", ArrayValue.ofStrings("<unk>", "<s>", "<|end|>", "▁a"));
    put("token_type", ArrayValue.ofIntegers(2, 3, 3, 1));
    put("add_bos_token", MetadataValue.bool(false));

    assertThat(Tokenizer.of(read()).encode("<|end|> \n a", true, true)).containsExactly(2, 3);
  }

  @Test
  void aFileWithoutTokenizerIsRefused() {
    assertThatThrownBy(this::read)
        .isInstanceOf(VocabularyException.class)
        .hasMessageContaining("tokenizer.ggml.model");
  }

  @Test
  void arraysOfUnequalLengthsAreRefused() {
    put("model", MetadataValue.string("llama"));
    put("tokens", ArrayValue.ofStrings("a", "b"));
    put("scores", ArrayValue.ofFloats(1));

    assertThatThrownBy(this::read)
        .isInstanceOf(VocabularyException.class)
        .hasMessageContaining("1 scores for 2 tokens");
  }

  @Test
  void tokensOfAnotherTypeAreRefusedByKey() {
    put("model", MetadataValue.string("llama"));
    put("tokens", ArrayValue.ofIntegers(1, 2));

    assertThatThrownBy(this::read)
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("tokenizer.ggml.tokens");
  }

  private Vocabulary read() throws GgufException {
    return VocabularyReader.read(Metadata.of("test.gguf", values));
  }

  private void put(String key, MetadataValue value) {
    values.put("tokenizer.ggml." + key, value);
  }
}
