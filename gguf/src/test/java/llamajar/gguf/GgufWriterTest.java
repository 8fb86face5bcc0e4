package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufWriterTest {
  @TempDir private Path folder;

  @Test
  void everyValueTypeComesBackAsItWas() throws IOException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    values.put("z.u8", MetadataValue.u8(255));
    values.put("y.i8", MetadataValue.i8(-128));
    values.put("x.u16", MetadataValue.u16(65_535));
    values.put("w.i16", MetadataValue.i16(-32_768));
    values.put("v.u32", MetadataValue.u32(0xFFFF_FFFFL));
    values.put("u.i32", MetadataValue.i32(Integer.MIN_VALUE));
    values.put("t.f32", MetadataValue.f32(-0f));
    values.put("s.bool", MetadataValue.bool(true));
    values.put("r.u64", MetadataValue.u64(-1));
    values.put("q.i64", MetadataValue.i64(Long.MIN_VALUE));
    values.put("p.f64", MetadataValue.f64(Double.MIN_VALUE));
    Path path = folder.resolve("model.gguf");
    GgufWriter writer = new GgufWriter();
    values.forEach(writer::put);
    writer.put("o.string", MetadataValue.string("größer\n")).write(path);
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.metadata().keys())
          .containsExactlyElementsOf(
              Stream.concat(values.keySet().stream(), Stream.of("o.string")).toList());
      for (Map.Entry<String, MetadataValue> pair : values.entrySet()) {
        assertThat(file.metadata().value(pair.getKey())).hasValue(pair.getValue());
      }
      assertThat(file.metadata().requireString("o.string")).isEqualTo("größer\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyElementTypeComesBackAsItWas(ValueType type) throws IOException {
    if (type == ValueType.ARRAY) {
      assertThatThrownBy(() -> ArrayValue.of(type, List.of()))
          .hasMessageContaining("arrays of arrays");
      return;
    }
    MetadataValue one =
        switch (type) {
          case U8, I8, U16, I16, U32, I32, U64, I64 -> new MetadataValue.IntegerValue(type, 101);
          case F32, F64 -> new MetadataValue.FloatValue(type, -1.5);
          case BOOL -> MetadataValue.bool(true);
          case STRING -> MetadataValue.string("text");
          case ARRAY -> throw new AssertionError(type);
        };
    Path path = folder.resolve("model.gguf");
    new GgufWriter()
        .put("three", ArrayValue.of(type, List.of(one, one, one)))
        .put("none", ArrayValue.of(type, List.of()))
        .put("after", MetadataValue.u8(1))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      ArrayValue array = (ArrayValue) file.metadata().value("three").orElseThrow();
      assertThat(array.elementType()).isEqualTo(type);
      assertThat(array.count()).isEqualTo(3);
      assertThat(array)
          .hasSize(3)
          .allSatisfy(element -> assertThat(element).hasToString(one.toString()));
      assertThat((ArrayValue) file.metadata().value("none").orElseThrow()).isEmpty();
      assertThat(file.metadata().requireInteger("after")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 8, 32, 64, 4096})
  void tensorsOfEveryTypeComeBackAligned(long alignment) throws IOException {
    GgufWriter writer = new GgufWriter().put("general.alignment", MetadataValue.u32(alignment));
    Map<TensorType, byte[]> all = new LinkedHashMap<>();
    for (TensorType type : TensorType.values()) {
      byte[] data = new byte[(int) type.bytesFor(256) * 3];
      Arrays.fill(data, (byte) (type.id() + 1));
      all.put(type, data);
      writer.tensor(type.name(), type, TensorShape.of(256, 1, 3), MemorySegment.ofArray(data));
    }
    Path path = folder.resolve("model.gguf");
    writer.write(path);
    assertThat(Files.size(path) % alignment).isZero();
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.tensors()).extracting(Tensor::type).containsExactly(TensorType.values());
      for (Tensor tensor : file.tensors()) {
        assertThat(tensor.info().fileOffset() % alignment).isZero();
        assertThat(tensor.shape().extents()).containsExactly(256L, 1L, 3L);
        assertThat(tensor.data().isReadOnly()).isTrue();
        assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(all.get(tensor.type()));
      }
    }
  }

  @Test
  void weightsAreStreamedInPiecesOfAnySize() throws IOException {
    int count = 5_000_000;
    TensorSource source =
        sink -> {
          byte[] buffer = new byte[1_500_001];
          for (int done = 0; done < count; ) {
            int piece = Math.min(buffer.length, count - done);
            for (int i = 0; i < piece; i++) {
              buffer[i] = (byte) (((done + i) * 31) >>> 8);
            }
            sink.write(MemorySegment.ofArray(buffer).asSlice(0, piece));
            done += piece;
          }
        };
    Path path = folder.resolve("model.gguf");
    new GgufWriter()
        .tensor("first", TensorType.I8, TensorShape.of(3), MemorySegment.ofArray(new byte[3]))
        .tensor("big", TensorType.I8, TensorShape.of(count), source)
        .tensor("last", TensorType.I8, TensorShape.of(1), MemorySegment.ofArray(new byte[] {7}))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      MemorySegment data = file.tensor("big").orElseThrow().data();
      for (int i = 0; i < count; i += 997) {
        assertThat(data.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) ((i * 31) >>> 8));
      }
      assertThat(file.tensor("last").orElseThrow().data().get(ValueLayout.JAVA_BYTE, 0))
          .isEqualTo((byte) 7);
    }
  }

  @Test
  void theSameWriterGivesTheSameBytes() throws IOException {
    GgufWriter writer =
        new GgufWriter()
            .put("general.name", MetadataValue.string("x"))
            .tensor("w", TensorType.I8, TensorShape.of(2), MemorySegment.ofArray(new byte[2]));
    writer.write(folder.resolve("a.gguf"));
    writer.write(folder.resolve("b.gguf"));
    assertThat(folder.resolve("a.gguf")).hasSameBinaryContentAs(folder.resolve("b.gguf"));
    Path copy = folder.resolve("c.gguf");
    try (GgufFile file = GgufFile.open(folder.resolve("a.gguf"))) {
      GgufWriter copier = new GgufWriter().putAll(file.metadata());
      file.tensors().forEach(copier::tensor);
      copier.write(copy);
    }
    assertThat(copy).hasSameBinaryContentAs(folder.resolve("a.gguf"));
  }

  @Test
  void aModelCanReplaceItselfWhileItIsOpen() throws IOException {
    Path path = folder.resolve("model.gguf");
    byte[] data = {1, 2, 3};
    new GgufWriter()
        .tensor("w", TensorType.I8, TensorShape.of(3), MemorySegment.ofArray(data))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      new GgufWriter().tensor(file.tensor("w").orElseThrow()).write(path);
      assertThat(ValueBytes.copy(file.tensor("w").orElseThrow().data())).isEqualTo(data);
    }
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(ValueBytes.copy(file.tensor("w").orElseThrow().data())).isEqualTo(data);
    }
  }

  @Test
  void anInterruptedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = Files.writeString(folder.resolve("model.gguf"), "old");
    GgufWriter writer = new GgufWriter();
    writer.tensor(
        "w",
        TensorType.F32,
        TensorShape.of(1000),
        sink -> {
          sink.write(MemorySegment.ofArray(new byte[100]));
          throw new IOException("source is gone");
        });
    assertThatThrownBy(() -> writer.write(path)).hasMessage("source is gone");
    assertThatThrownBy(() -> writer.writeSplit(path, PartLimit.ofTensors(1)))
        .hasMessage("source is gone");
    assertThat(path).hasContent("old");
    assertThat(names()).containsExactly("model.gguf");
  }

  @Test
  void aSourceMustGiveExactlyItsBytes() {
    GgufWriter less = new GgufWriter();
    less.tensor("w", TensorType.F32, TensorShape.of(4), sink -> sink.write(zeros(15)));
    assertThatThrownBy(() -> less.write(folder.resolve("less.gguf")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only 15 of its 16 bytes");
    GgufWriter more = new GgufWriter();
    more.tensor("w", TensorType.F32, TensorShape.of(4), sink -> sink.write(zeros(17)));
    assertThatThrownBy(() -> more.write(folder.resolve("more.gguf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than its 16 bytes");
    assertThat(names()).isEmpty();
  }

  @Test
  void impossibleTensorsAndKeysAreRefusedWhenTheyAreAdded() {
    GgufWriter writer = new GgufWriter();
    writer.tensor("w", TensorType.F32, TensorShape.of(4), zeros(16));
    assertThatThrownBy(() -> writer.tensor("w", TensorType.F32, TensorShape.of(4), zeros(16)))
        .hasMessageContaining("already a tensor w");
    assertThatThrownBy(() -> writer.tensor("x", TensorType.F32, TensorShape.of(4), zeros(12)))
        .hasMessageContaining("12 bytes given, 16 needed");
    assertThatThrownBy(() -> writer.tensor("x", TensorType.Q8_0, TensorShape.of(33), zeros(34)))
        .hasMessageContaining("block length 32");
    assertThatThrownBy(
            () -> writer.tensor("é".repeat(32), TensorType.I8, TensorShape.of(1), zeros(1)))
        .hasMessageContaining("64 bytes long");
    assertThatThrownBy(() -> writer.put("", MetadataValue.u8(1))).hasMessageContaining("1 to");
    assertThatThrownBy(() -> writer.put("general.alignment", MetadataValue.u32(48)))
        .hasMessageContaining("not an alignment");
    assertThatThrownBy(() -> MetadataValue.u8(256)).hasMessage("256 is not a u8");
    assertThatThrownBy(() -> MetadataValue.i16(40_000)).hasMessage("40000 is not a i16");
    assertThatThrownBy(() -> ArrayValue.of(ValueType.U8, List.of(MetadataValue.i8(1))))
        .hasMessage("i8 in an array of u8");
  }

  private static MemorySegment zeros(int count) {
    return MemorySegment.ofArray(new byte[count]);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(path -> String.valueOf(path.getFileName())).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
