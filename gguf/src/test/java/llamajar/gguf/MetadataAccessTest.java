package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MetadataAccessTest {
  private final Map<String, MetadataValue> values = new LinkedHashMap<>();

  @Test
  void anIntegerMayBeStoredInAnyWay() throws Exception {
    values.put("u8", MetadataValue.u8(255));
    values.put("i8", MetadataValue.i8(-128));
    values.put("u16", MetadataValue.u16(65_535));
    values.put("i16", MetadataValue.i16(-32_768));
    values.put("u32", MetadataValue.u32(0xFFFF_FFFFL));
    values.put("i32", MetadataValue.i32(Integer.MIN_VALUE));
    values.put("u64", MetadataValue.u64(Long.MAX_VALUE));
    values.put("i64", MetadataValue.i64(Long.MIN_VALUE));
    values.put("f32", MetadataValue.f32(4096));
    values.put("f64", MetadataValue.f64(-3));
    values.put("bool", MetadataValue.bool(true));
    Metadata metadata = metadata();
    assertThat(metadata.integer("u8")).hasValue(255L);
    assertThat(metadata.integer("i8")).hasValue(-128L);
    assertThat(metadata.integer("u16")).hasValue(65_535L);
    assertThat(metadata.integer("i16")).hasValue(-32_768L);
    assertThat(metadata.integer("u32")).hasValue(0xFFFF_FFFFL);
    assertThat(metadata.integer("i32")).hasValue((long) Integer.MIN_VALUE);
    assertThat(metadata.integer("u64")).hasValue(Long.MAX_VALUE);
    assertThat(metadata.integer("i64")).hasValue(Long.MIN_VALUE);
    assertThat(metadata.integer("f32")).hasValue(4096L);
    assertThat(metadata.integer("f64")).hasValue(-3L);
    assertThat(metadata.integer("bool")).hasValue(1L);
    assertThat(metadata.integer("absent")).isEmpty();
    assertThat(metadata.keys()).startsWith("u8", "i8", "u16").hasSize(11);
  }

  @Test
  void whatIsNotAnIntegerIsRefusedWithKeyAndValue() {
    values.put("half", MetadataValue.f32(0.5f));
    values.put("nan", MetadataValue.f64(Double.NaN));
    values.put("inf", MetadataValue.f64(Double.POSITIVE_INFINITY));
    values.put("huge", MetadataValue.f64(1e300));
    values.put("text", MetadataValue.string("12"));
    values.put("list", ArrayValue.ofIntegers(1, 2));
    values.put("u64", MetadataValue.u64(-1));
    Metadata metadata = metadata();
    refuses(() -> metadata.integer("half"), "\"half\"", "0.5", "f32", "whole number");
    refuses(() -> metadata.integer("nan"), "NaN");
    refuses(() -> metadata.integer("inf"), "Infinity");
    refuses(() -> metadata.integer("huge"), "1.0E300");
    refuses(() -> metadata.integer("text"), "\"12\"", "string");
    refuses(() -> metadata.integer("list"), "[1, 2]", "array of i32", "single");
    refuses(() -> metadata.integer("u64"), "18446744073709551615", "63 bits");
    refuses(() -> metadata.integerArray("u64"), "18446744073709551615", "63 bits");
  }

  @Test
  void aNumberMayBeStoredInAnyWay() throws Exception {
    values.put("f32", MetadataValue.f32(0.1f));
    values.put("f64", MetadataValue.f64(0.1));
    values.put("i32", MetadataValue.i32(-7));
    values.put("u64", MetadataValue.u64(-1));
    values.put("bool", MetadataValue.bool(true));
    values.put("text", MetadataValue.string("x"));
    values.put("list", ArrayValue.ofFloats(1));
    Metadata metadata = metadata();
    assertThat(metadata.number("f32")).hasValue((double) 0.1f);
    assertThat(metadata.number("f64")).hasValue(0.1);
    assertThat(metadata.number("i32")).hasValue(-7.0);
    assertThat(metadata.number("u64")).hasValue(0x1p64);
    assertThat(metadata.number("bool")).hasValue(1.0);
    assertThat(metadata.number("absent")).isEmpty();
    refuses(() -> metadata.number("text"), "\"x\"", "not a number");
    refuses(() -> metadata.number("list"), "single number");
  }

  @Test
  void aTruthValueMayBeABoolOrAnInteger() throws Exception {
    values.put("yes", MetadataValue.bool(true));
    values.put("two", MetadataValue.u32(2));
    values.put("zero", MetadataValue.i64(0));
    values.put("float", MetadataValue.f32(1));
    values.put("text", MetadataValue.string("true"));
    values.put("list", ArrayValue.ofIntegers(1));
    Metadata metadata = metadata();
    assertThat(metadata.bool("yes")).hasValue(true);
    assertThat(metadata.bool("two")).hasValue(true);
    assertThat(metadata.bool("zero")).hasValue(false);
    assertThat(metadata.bool("absent")).isEmpty();
    refuses(() -> metadata.bool("float"), "1.0", "truth value");
    refuses(() -> metadata.bool("text"), "\"true\"", "truth value");
    refuses(() -> metadata.bool("list"), "[1]", "truth value");
  }

  @Test
  void aScalarIsAnArrayOfOne() throws Exception {
    values.put("scalar", MetadataValue.u32(8));
    values.put("array", ArrayValue.ofIntegers(8, 0, -8));
    values.put("floats", ArrayValue.ofFloats(0.5f, 2));
    values.put("bytes", ArrayValue.ofBytes((byte) 0, (byte) -1));
    values.put("empty", ArrayValue.ofStrings());
    Metadata metadata = metadata();
    assertThat(metadata.integerArray("scalar")).hasValue(new long[] {8});
    assertThat(metadata.integerArray("array")).hasValue(new long[] {8, 0, -8});
    assertThat(metadata.integerArray("bytes")).hasValue(new long[] {0, 255});
    assertThat(metadata.integerArray("absent")).isEmpty();
    assertThat(metadata.floatArray("scalar")).hasValue(new float[] {8});
    assertThat(metadata.floatArray("array")).hasValue(new float[] {8, 0, -8});
    assertThat(metadata.floatArray("floats")).hasValue(new float[] {0.5f, 2});
    assertThat(metadata.floatArray("absent")).isEmpty();
    assertThat(metadata.byteArray("bytes")).hasValue(new byte[] {0, -1});
    assertThat(metadata.byteArray("absent")).isEmpty();
    assertThat(metadata.stringArray("empty").orElseThrow()).isEmpty();
    refuses(() -> metadata.integerArray("floats"), "0.5", "whole number");
    refuses(() -> metadata.byteArray("array"), "array of i32", "array of bytes");
    refuses(() -> metadata.byteArray("scalar"), "8 (u32)", "array of bytes");
  }

  @Test
  void stringsAreGivenAsTextAndTheirArraysAsBytes() throws Exception {
    values.put("name", MetadataValue.string("Überraschung"));
    values.put("tokens", ArrayValue.ofStrings(List.of(new byte[] {-1, 0}, new byte[0])));
    values.put("number", MetadataValue.u32(1));
    Metadata metadata = metadata();
    assertThat(metadata.string("name")).hasValue("Überraschung");
    assertThat(metadata.stringArray("tokens").orElseThrow())
        .containsExactly(new byte[] {-1, 0}, new byte[0]);
    assertThat(metadata.string("absent")).isEmpty();
    assertThat(metadata.stringArray("absent")).isEmpty();
    refuses(() -> metadata.string("number"), "\"number\"", "1 (u32)", "not a string");
    refuses(() -> metadata.stringArray("number"), "array of strings");
    refuses(() -> metadata.stringArray("name"), "array of strings");
  }

  @Test
  void aRequiredKeyThatIsMissingIsNamed() throws Exception {
    values.put("count", MetadataValue.u16(3));
    values.put("scale", MetadataValue.f32(2));
    values.put("name", MetadataValue.string("n"));
    Metadata metadata = metadata();
    assertThat(metadata.requireInteger("count")).isEqualTo(3);
    assertThat(metadata.requireNumber("scale")).isEqualTo(2);
    assertThat(metadata.requireString("name")).isEqualTo("n");
    assertThat(metadata.has("name")).isTrue();
    assertThat(metadata.has("nam")).isFalse();
    refuses(() -> metadata.requireInteger("a.block_count"), "\"a.block_count\"", "missing");
    refuses(() -> metadata.requireNumber("a.b"), "\"a.b\"", "missing");
    refuses(() -> metadata.requireString("a.b"), "\"a.b\"", "missing");
    refuses(() -> metadata.requireInteger("a.b", 0, 1), "\"a.b\"", "missing");
  }

  @Test
  void aValueOutsideItsRangeIsRefusedWithTheRange() throws Exception {
    values.put("count", MetadataValue.u32(129));
    Metadata metadata = metadata();
    assertThat(metadata.requireInteger("count", 1, 129)).isEqualTo(129);
    assertThat(metadata.integer("count", 129, 200)).hasValue(129L);
    assertThat(metadata.integer("absent", 1, 2)).isEmpty();
    refuses(() -> metadata.requireInteger("count", 1, 128), "129", "1 to 128");
    refuses(() -> metadata.integer("count", 130, 140), "129", "130 to 140");
  }

  @Test
  void moreElementsThanAnyModelHasAreNotCopied() {
    int count = (1 << 22) + 1;
    values.put("many", ArrayValue.ofBytes(new byte[count]));
    values.put("strings", new ArrayValue(ValueType.STRING, count, MemorySegment.NULL));
    Metadata metadata = metadata();
    refuses(() -> metadata.integerArray("many"), "4194305 elements", "limit is 4194304");
    refuses(() -> metadata.floatArray("many"), "4194305 elements", "limit is 4194304");
    refuses(() -> metadata.stringArray("strings"), "4194305 elements", "limit is 4194304");
  }

  @Test
  void valuesShowThemselvesShortAndHarmless() {
    assertThat(MetadataValue.u64(-1)).hasToString("18446744073709551615");
    assertThat(MetadataValue.f32(0.1f)).hasToString("0.1");
    assertThat(MetadataValue.bool(false)).hasToString("false");
    assertThat(MetadataValue.string("a\nb")).hasToString("\"a\\u{a}b\"");
    assertThat(MetadataValue.string("x".repeat(500)).toString()).hasSizeLessThan(130).contains("…");
    assertThat(ArrayValue.ofStrings("\u001b")).hasToString("[\"\\u{1b}\"]");
    assertThat(ArrayValue.ofIntegers(new int[9])).hasToString("[0, 0, 0, 0, 0, 0, …] (9 x i32)");
  }

  private Metadata metadata() {
    return Metadata.of("model.gguf", values);
  }

  private static void refuses(ThrowingCallable access, String... facts) {
    assertThatThrownBy(access)
        .isInstanceOf(GgufException.class)
        .message()
        .startsWith("model.gguf: key \"")
        .contains(facts);
  }
}
