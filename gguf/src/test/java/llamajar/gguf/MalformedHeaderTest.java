package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedHeaderTest {

  static Stream<Arguments> headers() {
    return Stream.of(
        refused("wrong magic", raw("GGUX").u32(3).u64(0).u64(0), "not a GGUF file", "\"GGUX\""),
        refused("two bytes", raw("GG"), "not a GGUF file", "\"GG\""),
        refused("magic only", raw("GGUF"), "byte 4", "the version", "4 missing"),
        refused("cut in the counts", raw("GGUF").u32(3).u64(0), "byte 16", "8 missing"),
        refused("version 0", version(0), "byte 4", "version 0", "2 and 3"),
        refused("version 1", version(1), "version 1", "newer conversion"),
        refused("version 4", version(4), "version 4", "2 and 3"),
        refused("version 2^31 + 1", version(0x8000_0001L), "version 2147483649"),
        refused("byte-swapped 3", version(3 << 24), "byte 4", "big-endian", "little-endian"),
        refused("byte-swapped 2", version(2 << 24), "big-endian"),
        refused(
            "2^63 tensors",
            RawGguf.header(1L << 63, 0).zeros(100),
            "byte 8",
            "9223372036854775808 tensors",
            "124 bytes"),
        refused(
            "2^64 - 1 tensors", RawGguf.header(-1, 0).zeros(100), "18446744073709551615 tensors"),
        refused("2^60 tensors", RawGguf.header(1L << 60, 0).zeros(100), "1152921504606846976"),
        refused(
            "2^63 pairs",
            RawGguf.header(0, 1L << 63).zeros(100),
            "byte 16",
            "9223372036854775808 metadata entries"),
        refused("2^64 - 1 pairs", RawGguf.header(0, -1).zeros(100), "18446744073709551615"),
        refused("one tensor too many to fit", RawGguf.header(5, 0).zeros(119), "5 tensors"),
        refused("one pair too many to fit", RawGguf.header(0, 3).zeros(41), "3 metadata entries"),
        refused(
            "one tensor more than there are",
            RawGguf.header(2, 0).info("a", 24, 0, 1).pad(32).zeros(64),
            "a tensor name (number 1)",
            "0 bytes long"),
        refused(
            "one pair more than there are",
            RawGguf.header(0, 2).key("a", 4).u32(1).zeros(20),
            "a key (number 1)",
            "0 bytes long"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void isRefused(RawGguf file, String[] facts) {
    assertThat(file.refusal()).startsWith("model.gguf: ").contains(facts);
  }

  @Test
  void aFileWithoutPairsAndTensorsOpens() throws Exception {
    for (int version = 2; version <= 3; version++) {
      try (GgufFile file = version(version).open()) {
        assertThat(file.version()).isEqualTo(version);
        assertThat(file.metadata().keys()).isEmpty();
        assertThat(file.tensors()).isEmpty();
        assertThat(file.fileSize()).isEqualTo(24);
      }
    }
  }

  @Test
  void aPieceOfAByteSplitFileIsNamedAsSuch() {
    assertThat(RawGguf.refusal("m.gguf.part1of2", raw("GGUF").bytes())).contains("join the pieces");
    assertThat(RawGguf.refusal("m.gguf-split-b", raw("\1\2\3\4abcd").bytes()))
        .contains("join the pieces");
    assertThat(RawGguf.refusal("m.gguf", raw("GGUF").bytes())).contains("download it again");
  }

  private static RawGguf version(long version) {
    return RawGguf.magic().u32(version).u64(0).u64(0);
  }

  private static RawGguf raw(String start) {
    return new RawGguf().raw(start.chars().toArray());
  }

  private static Arguments refused(String name, RawGguf file, String... facts) {
    return argumentSet(name, file, facts);
  }
}
