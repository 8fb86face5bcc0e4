package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitModelTest {
  @TempDir private Path folder;

  @Test
  void anyPartOpensAllOfThem() throws IOException {
    List<Path> parts = writeSplit(7, PartLimit.ofTensors(3));
    assertThat(parts)
        .extracting(path -> String.valueOf(path.getFileName()))
        .containsExactly("m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf");
    for (Path part : parts) {
      try (GgufFile file = GgufFile.open(part)) {
        assertThat(file.path()).isEqualTo(part);
        assertThat(file.parts()).isEqualTo(parts);
        assertThat(file.fileSize()).isEqualTo(sizes(parts));
        assertThat(file.metadata().requireString("general.name")).isEqualTo("split");
        assertThat(file.tensors())
            .extracting(Tensor::name)
            .containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
        for (int i = 0; i < 7; i++) {
          byte[] data = ValueBytes.copy(file.tensor("t" + i).orElseThrow().data());
          assertThat(data).hasSize(40).containsOnly(i);
        }
      }
    }
  }

  @Test
  void noPartIsMappedTwice() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps));
    List<Path> parts = writeSplit(3, PartLimit.ofTensors(1));
    try (GgufFile file = GgufFile.open(parts.get(1))) {
      assertThat(file.parts()).hasSize(3);
      assertThat(
              Files.readAllLines(maps).stream()
                  .filter(line -> line.contains(folder.toString()))
                  .count())
          .isEqualTo(3);
    }
    assertThat(Files.readString(maps)).doesNotContain(folder.toString());
  }

  @Test
  void aLimitInBytesKeepsPartsSmall() throws IOException {
    List<Path> parts = writeSplit(5, PartLimit.ofBytes(100));
    assertThat(parts).hasSize(3);
    try (GgufFile file = GgufFile.open(parts.getLast())) {
      assertThat(file.tensors()).hasSize(5);
    }
    // A tensor that alone is larger than the limit gets its own part.
    assertThat(writeSplit(2, PartLimit.ofBytes(1))).hasSize(2);
  }

  @Test
  void aModelInOnePartIsNotSplit() throws IOException {
    List<Path> parts = writeSplit(2, PartLimit.ofTensors(2));
    assertThat(parts).hasSize(1);
    Path renamed = Files.move(parts.getFirst(), folder.resolve("whole.gguf"));
    try (GgufFile file = GgufFile.open(renamed)) {
      assertThat(file.tensors()).hasSize(2);
    }
  }

  @Test
  void theFirstPartMayHoldNoTensors() throws IOException {
    part(0, 2, 1).put("general.name", MetadataValue.string("n")).write(path(1, 2));
    part(1, 2, 1).tensor("w", TensorType.I8, TensorShape.of(1), bytes(1)).write(path(2, 2));
    try (GgufFile file = GgufFile.open(path(2, 2))) {
      assertThat(file.metadata().string("general.name")).hasValue("n");
      assertThat(file.tensor("w")).isPresent();
    }
  }

  @Test
  void missingPartsAreNamedTogether() throws IOException {
    List<Path> parts = writeSplit(4, PartLimit.ofTensors(1));
    Files.delete(parts.get(0));
    Files.delete(parts.get(2));
    assertThat(refusal(parts.get(1)))
        .contains("2 of the 4 parts are missing: m-00001-of-00004.gguf, m-00003-of-00004.gguf;");
  }

  @Test
  void aHugePartCountDoesNotMakeAHugeMessage() throws IOException {
    part(0, 60_000, 1).write(folder.resolve("m-00001-of-60000.gguf"));
    assertThat(refusal(folder.resolve("m-00001-of-60000.gguf")))
        .contains("59999 of the 60000 parts", "m-00011-of-60000.gguf and 59989 more");
    Path impossible = folder.resolve("impossible.gguf");
    new GgufWriter().put("split.count", MetadataValue.u32(100_000)).write(impossible);
    assertThat(refusal(impossible)).contains("\"split.count\"", "100000", "0 to 99999");
    new GgufWriter().put("split.count", MetadataValue.string("many")).write(impossible);
    assertThat(refusal(impossible)).contains("\"split.count\"", "\"many\"", "whole number");
  }

  @Test
  void aRenamedPartIsToldItsName() throws IOException {
    List<Path> parts = writeSplit(2, PartLimit.ofTensors(1));
    Path renamed = Files.move(parts.getLast(), folder.resolve("model.gguf"));
    assertThat(refusal(renamed)).contains("part 2 of 2", "must end in -00002-of-00002.gguf");
  }

  @Test
  void aPartInTheWrongPlaceIsRefused() throws IOException {
    List<Path> parts = writeSplit(3, PartLimit.ofTensors(1));
    Files.copy(parts.get(2), parts.get(1), StandardCopyOption.REPLACE_EXISTING);
    assertThat(refusal(parts.getFirst()))
        .startsWith(parts.get(1).toString())
        .contains("part 3 of 3", "place of part 2 of 3");
    new GgufWriter().write(parts.get(1));
    assertThat(refusal(parts.getFirst())).startsWith(parts.get(1).toString()).contains("split.no");
    part(1, 4, 3).write(parts.get(1));
    assertThat(refusal(parts.getFirst())).contains("part 2 of 4", "place of part 2 of 3");
  }

  @Test
  void aPartWithoutItsNumberIsRefused() throws IOException {
    new GgufWriter().put("split.count", MetadataValue.u16(2)).write(path(1, 2));
    assertThat(refusal(path(1, 2))).contains("\"split.no\"", "missing");
    part(2, 2, 0).write(path(1, 2));
    assertThat(refusal(path(1, 2))).contains("\"split.no\"", "the value 2 is outside 0 to 1");
  }

  @Test
  void tensorNamesAreUniqueOverAllParts() throws IOException {
    part(0, 2, 2).tensor("w", TensorType.I8, TensorShape.of(1), bytes(1)).write(path(1, 2));
    part(1, 2, 2).tensor("w", TensorType.I8, TensorShape.of(1), bytes(1)).write(path(2, 2));
    assertThat(refusal(path(1, 2)))
        .startsWith(path(2, 2).toString())
        .contains("tensor \"w\" is also in p-00001-of-00002.gguf");
  }

  @Test
  void theTotalOfTensorsIsChecked() throws IOException {
    part(0, 2, 3).tensor("a", TensorType.I8, TensorShape.of(1), bytes(1)).write(path(1, 2));
    part(1, 2, 3).tensor("b", TensorType.I8, TensorShape.of(1), bytes(1)).write(path(2, 2));
    assertThat(refusal(path(2, 2)))
        .contains("\"split.tensors.count\"", "should have 3 tensors", "2 parts have 2");
  }

  @Test
  void aDamagedPartIsTheOneThatIsNamed() throws IOException {
    List<Path> parts = writeSplit(2, PartLimit.ofTensors(1));
    byte[] whole = Files.readAllBytes(parts.getLast());
    Files.write(parts.getLast(), Arrays.copyOf(whole, whole.length - 30));
    assertThat(refusal(parts.getFirst()))
        .startsWith(parts.getLast().toString())
        .contains("tensor \"t1\"", "6 bytes too early");
  }

  private List<Path> writeSplit(int tensors, PartLimit limit) throws IOException {
    GgufWriter writer = new GgufWriter().put("general.name", MetadataValue.string("split"));
    for (int i = 0; i < tensors; i++) {
      byte[] data = new byte[40];
      Arrays.fill(data, (byte) i);
      writer.tensor("t" + i, TensorType.I8, TensorShape.of(40), MemorySegment.ofArray(data));
    }
    return writer.writeSplit(folder.resolve("m.gguf"), limit);
  }

  private static GgufWriter part(int number, int count, int tensors) {
    return new GgufWriter()
        .put("split.no", MetadataValue.u16(number))
        .put("split.count", MetadataValue.u16(count))
        .put("split.tensors.count", MetadataValue.i32(tensors));
  }

  private Path path(int number, int count) {
    return folder.resolve(new PartName("p", number, count).toString());
  }

  private static MemorySegment bytes(int count) {
    return MemorySegment.ofArray(new byte[count]);
  }

  private static long sizes(List<Path> files) throws IOException {
    long size = 0;
    for (Path file : files) {
      size += Files.size(file);
    }
    return size;
  }

  private static String refusal(Path path) {
    return RawGguf.checked(
        catchThrowableOfType(GgufException.class, () -> GgufFile.open(path).close()));
  }
}
