package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedMetadataTest {

  static Stream<Arguments> files() {
    return Stream.of(
        refused(
            "empty key",
            one().string("").u32(4).u32(0).zeros(9),
            "byte 24",
            "a key (number 0)",
            "1 to"),
        refused("key longer than the file", one().u64(40).zeros(20), "40 bytes", "20 missing"),
        refused("key of 2^63 bytes", one().u64(1L << 63).zeros(20), "9223372036854775808"),
        refused(
            "key of 65,536 bytes",
            one().string("k".repeat(65_536)).u32(0).raw(1),
            "65536 bytes",
            "1 to 65535"),
        refused(
            "key of broken UTF-8",
            one().string(new byte[] {'a', (byte) 0xC3, '('}).u32(0).raw(1),
            "not valid UTF-8"),
        refused(
            "value type 13", one().key("k", 13).zeros(9), "byte 33", "\"k\"", "is 13", "0 to 12"),
        refused("value type 2^31", one().key("k", 1L << 31).zeros(9), "is 2147483648"),
        refused("no value", one().key("kk", 10).zeros(7), "\"kk\"", "8 bytes needed", "1 missing"),
        refused("bool 2", one().key("flag", 7).raw(2), "byte 40", "\"flag\"", "bool is 2"),
        refused(
            "bool 2 in an array",
            one().key("f", 9).u32(7).u64(3).raw(0, 1, 2),
            "byte 51",
            "bool is 2"),
        refused("array of arrays", one().key("k", 9).u32(9).u64(0), "arrays of arrays"),
        refused("array of unknown", one().key("k", 9).u32(13).u64(0), "elements is 13"),
        refused(
            "array of strings, last one cut",
            one().key("k", 9).u32(8).u64(2).string("whole").u64(5).raw('c', 'u'),
            "element 1",
            "5 bytes",
            "3 missing"),
        refused(
            "array of strings, last length cut",
            one().key("k", 9).u32(8).u64(2).string("a string").raw(1, 2, 3),
            "8 bytes needed",
            "5 missing"),
        refused(
            "array of strings, length 2^64 - 1",
            one().key("k", 9).u32(8).u64(1).u64(-1),
            "18446744073709551615"),
        refused(
            "string of 2^63 - 1 bytes",
            one().key("k", 8).u64(Long.MAX_VALUE),
            "9223372036854775807"),
        refused("string one byte short", one().key("k", 8).u64(9).zeros(8), "9 bytes", "1 missing"),
        refused(
            "duplicate key",
            RawGguf.header(0, 2).key("twin", 0).raw(1).key("twin", 0).raw(2),
            "byte 41",
            "\"twin\"",
            "twice"),
        refused("alignment 0", one().key("general.alignment", 4).u32(0), "alignment 0"),
        refused("alignment 3", one().key("general.alignment", 4).u32(3), "alignment 3"),
        refused("alignment 7", one().key("general.alignment", 4).u32(7), "alignment 7"),
        refused("alignment 48", one().key("general.alignment", 4).u32(48), "alignment 48"),
        refused(
            "alignment as u64",
            one().key("general.alignment", 10).u64(32),
            "\"general.alignment\"",
            "u64",
            "only u32"),
        refused("alignment as text", one().key("general.alignment", 8).string("32"), "string"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void isRefused(RawGguf file, String[] facts) {
    assertThat(file.refusal()).startsWith("model.gguf: byte ").contains(facts);
  }

  @ParameterizedTest
  @EnumSource(names = "ARRAY", mode = Mode.EXCLUDE)
  void anArrayWhoseSizeOverflowsIsRefused(ValueType type) {
    int size = type == ValueType.STRING ? 8 : type.byteSize();
    List<Long> counts = new ArrayList<>(List.of(-1L, 1L << 63, Long.MAX_VALUE, 1L << 61, 1L << 32));
    // Sizes that are small once the overflow has cut them.
    counts.add(Long.divideUnsigned(-1L, size) + 1);
    counts.add(Long.divideUnsigned(-1L, size) + 2);
    counts.add((64L / size) + 1);
    counts.removeIf(count -> count == 0 || count == 1);
    for (long count : counts) {
      assertThat(one().key("big", 9).u32(type.id()).u64(count).zeros(64).refusal())
          .contains("byte 43", "\"big\"", Long.toUnsignedString(count), type.label(), "64 bytes");
    }
  }

  @Test
  void manyKeysTakeNoMoreThanLinearTime() throws Exception {
    int count = 1 << 18;
    RawGguf file = RawGguf.header(0, count);
    for (int i = 0; i < count; i++) {
      file.key(Integer.toString(i, 36), 0).raw(1);
    }
    try (GgufFile opened = file.open()) {
      assertThat(opened.metadata().keys()).hasSize(count);
    }
  }

  @Test
  void moreKeysThanAnyModelHasAreRefusedBeforeTheyFillTheHeap() {
    int count = (1 << 20) + 1;
    assertThat(RawGguf.header(0, count).zeros(14 * count).refusal())
        .contains("1048577 metadata entries", "the limit is 1048576");
    RawGguf file = RawGguf.header(0, 1025);
    for (int i = 0; i < 1025; i++) {
      file.key("%065535d".formatted(i), 0).raw(1);
    }
    assertThat(file.refusal()).contains("keys take more than 67108864 bytes");
  }

  @Test
  void aHostileNameCantReachTheTerminal() {
    String name = "\u001b[2J\n\r\u0007\u009b\u202e\u2028" + "long".repeat(1000);
    String message = one().key(name, 77).zeros(9).refusal();
    assertThat(message).contains("\\u{1b}[2J\\u{a}\\u{d}\\u{7}\\u{9b}\\u{202e}\\u{2028}long", "…");
    assertThat(message).hasSizeLessThan(300);
  }

  @Test
  void brokenUtf8InValuesIsKept() throws Exception {
    byte[] broken = {(byte) 0xE2, (byte) 0x96, 0, (byte) 0xFF};
    RawGguf raw = RawGguf.header(0, 2).key("a", 9).u32(8).u64(1).string(broken);
    try (GgufFile file = raw.key("s", 8).string(broken).open()) {
      assertThat(file.metadata().stringArray("a").orElseThrow()).containsExactly(broken);
      assertThat(file.metadata().string("s")).hasValue("\ufffd\0\ufffd");
    }
  }

  private static RawGguf one() {
    return RawGguf.header(0, 1);
  }

  private static Arguments refused(String name, RawGguf file, String... facts) {
    return argumentSet(name, file, facts);
  }
}
