package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedTensorTest {
  private static final int F32 = 0;
  private static final int I8 = 24;
  private static final int Q8_0 = 8;

  static Stream<Arguments> tables() {
    return Stream.of(
        refused(
            "empty name",
            file(t().info("", I8, 0, 1)),
            "byte 24",
            "a tensor name (number 0)",
            "1 to 63"),
        refused("name of 64 bytes", file(t().info("n".repeat(64), I8, 0, 1)), "64 bytes", "63"),
        refused(
            "name of broken UTF-8",
            file(t().string(new byte[] {(byte) 0xFF}).u32(0).u32(I8).u64(0).zeros(9)),
            "not valid UTF-8"),
        refused(
            "duplicate name",
            file(RawGguf.header(2, 0).info("w", I8, 0, 1).info("w", I8, 32, 1)),
            "tensor \"w\"",
            "twice"),
        refused(
            "5 dimensions", file(t().info("w", I8, 0, 1, 1, 1, 1, 1)), "5 dimensions", "at most 4"),
        refused(
            "2^32 - 1 dimensions", file(t().string("w").u32(-1).u32(I8).u64(0)), "4294967295 dim"),
        refused(
            "extent 2^63",
            file(t().info("w", I8, 0, 1, 1L << 63)),
            "extent 1",
            "9223372036854775808"),
        refused("extent -1", file(t().info("w", I8, 0, -1)), "extent 0", "18446744073709551615"),
        refused(
            "product overflow",
            file(t().info("w", I8, 0, 1L << 32, 1L << 32)),
            "tensor \"w\"",
            "more than 2^63"),
        refused("product overflow to 0", file(t().info("w", I8, 0, 2, 1L << 62, 2)), "2^63"),
        refused("size overflow", file(t().info("w", F32, 0, 1L << 61, 1)), "2^63 bytes"),
        refused("size near 2^63", file(t().info("w", I8, 0, Long.MAX_VALUE)), "beyond any file"),
        refused("part of a block", file(t().info("w", Q8_0, 0, 33)), "33", "blocks of 32", "Q8_0"),
        refused(
            "no dimension but blocks", file(t().info("w", Q8_0, 0)), "1 weights", "blocks of 32"),
        refused("offset not aligned", file(t().info("w", I8, 16, 1)), "offset 16", "alignment 32"),
        refused(
            "offset beyond the end",
            file(t().info("w", I8, 64, 1)).zeros(64),
            "tensor \"w\"",
            "1 bytes too early",
            "65 bytes of weights",
            "64 present"),
        refused("offset 2^63", file(t().info("w", I8, 1L << 63, 1)), "9223372036854775808"),
        refused(
            "offset that wraps around",
            file(t().info("w", I8, Long.MAX_VALUE - 31, 64)).zeros(64),
            "9223372036854775776",
            "beyond any file"),
        refused(
            "overlap",
            file(RawGguf.header(2, 0).info("late", I8, 32, 40).info("early", I8, 0, 33)).zeros(72),
            "tensor \"late\"",
            "offset 32",
            "\"early\"",
            "0 to 33"),
        refused(
            "the same place twice",
            file(RawGguf.header(2, 0).info("a", I8, 0, 4).info("b", I8, 0, 4)).zeros(32),
            "tensor \"b\"",
            "overlap",
            "\"a\""),
        refused(
            "one byte short",
            file(t().info("w", F32, 0, 8, 2)).zeros(63),
            "byte 159",
            "tensor \"w\"",
            "1 bytes too early",
            "64 bytes of weights needed, 63 present",
            "download it again"),
        refused("no data", t().info("w", I8, 0, 1), "byte 57", "8 bytes too early"),
        refused("cut in the table", t().string("weights").u32(1).zeros(5), "byte 43", "3 missing"),
        refused(
            "data padded to 32 instead of 64",
            aligned(64).pad(32).zeros(64),
            "32 bytes too early"));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void isRefused(RawGguf file, String[] facts) {
    assertThat(file.refusal()).startsWith("model.gguf: byte ").contains(facts);
  }

  @ParameterizedTest
  @CsvSource({
    "4, Q4_2, 2023",
    "9, Q8_1, activations",
    "31, Q4_0_4_4, get the Q4_0 file",
    "36, IQ4_NL_4_4, BitNet",
    "43, 43, newer than this program",
    "137, IQ2_K, ik_llama.cpp",
    "222, IQ2_S_R4, not repacked",
    "398, Q8_KV_R8, not repacked",
    "2147483648, 2147483648, comes from a fork",
    "4294967295, 4294967295, comes from a fork"
  })
  void aTypeThatIsNotReadIsRefusedByName(long id, String name, String reason) {
    assertThat(file(t().info("w", id, 0, 256)).zeros(4096).refusal())
        .contains("byte 45: tensor \"w\": it has the type", name, reason);
  }

  @Test
  void anInterruptedDownloadIsMeasuredByItsLastTensor() {
    RawGguf table = RawGguf.header(3, 0);
    table.info("a", F32, 0, 8).info("c", F32, 64, 8).info("b", F32, 32, 8);
    assertThat(file(table).zeros(10).refusal())
        .contains("tensor \"c\"", "86 bytes too early", "96 bytes of weights needed, 10 present");
  }

  @Test
  void gapsAndAnyOrderAreHarmless() throws Exception {
    RawGguf table = RawGguf.header(3, 0);
    table.info("a", I8, 128, 2).info("empty", I8, 64, 0).info("b", I8, 0, 2);
    try (GgufFile file = file(table).raw(1, 2).zeros(126).raw(3, 4).open()) {
      assertThat(bytes(file, "a")).containsExactly(3, 4);
      assertThat(bytes(file, "b")).containsExactly(1, 2);
      assertThat(bytes(file, "empty")).isEmpty();
      assertThat(file.tensors()).extracting(Tensor::name).containsExactly("a", "empty", "b");
    }
  }

  @Test
  void theFinalPaddingMayBeMissing() throws Exception {
    RawGguf table = RawGguf.header(2, 0).info("w", I8, 0, 5).info("empty", F32, 32, 0, 7);
    try (GgufFile file = file(table).raw(1, 2, 3, 4, 5).open()) {
      assertThat(bytes(file, "w")).containsExactly(1, 2, 3, 4, 5);
      assertThat(bytes(file, "empty")).isEmpty();
    }
    try (GgufFile file = t().info("none", F32, 0, 0).open()) {
      assertThat(file.tensor("none").orElseThrow().shape().extents()).containsExactly(0L);
    }
  }

  @Test
  void aNumberWithoutDimensionsAndALongNameAreFine() throws Exception {
    String name = "é".repeat(31) + "x";
    try (GgufFile file = file(t().info(name, F32, 0)).zeros(4).open()) {
      Tensor tensor = file.tensor(name).orElseThrow();
      assertThat(tensor.shape().dimensions()).isZero();
      assertThat(tensor.shape().elementCount()).isEqualTo(1);
      assertThat(tensor.data().byteSize()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "8", "64", "4096"})
  void theAlignmentOfTheFileIsUsed(int alignment) throws Exception {
    try (GgufFile file = aligned(alignment).pad(alignment).zeros(63).raw(9).open()) {
      assertThat(bytes(file, "w")[63]).isEqualTo((byte) 9);
      assertThat(file.tensor("w").orElseThrow().info().fileOffset() % alignment).isZero();
    }
  }

  @Test
  void manyTensorsTakeNoMoreThanLinearTime() throws Exception {
    int count = 1 << 18;
    RawGguf table = RawGguf.header(count, 0);
    for (int i = 0; i < count; i++) {
      table.info(Integer.toString(i, 36), I8, 32L * i, 1);
    }
    try (GgufFile file = file(table).zeros(32 * count).open()) {
      assertThat(file.tensors()).hasSize(count);
    }
  }

  @Test
  void moreTensorsThanAnyModelHasAreRefusedBeforeTheyFillTheHeap() {
    int count = (1 << 20) + 1;
    assertThat(RawGguf.header(count, 0).zeros(24 * count).refusal())
        .contains("1048577 tensors, the limit is 1048576");
  }

  private static byte[] bytes(GgufFile file, String name) {
    return ValueBytes.copy(file.tensor(name).orElseThrow().data());
  }

  private static RawGguf t() {
    return RawGguf.header(1, 0);
  }

  private static RawGguf aligned(int alignment) {
    return RawGguf.header(1, 1).key("general.alignment", 4).u32(alignment).info("w", I8, 0, 64);
  }

  private static RawGguf file(RawGguf table) {
    return table.pad(32);
  }

  private static Arguments refused(String name, RawGguf file, String... facts) {
    return argumentSet(name, file, facts);
  }
}
