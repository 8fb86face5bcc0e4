package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  private static final int I8 = 24;

  @TempDir private Path folder;

  @Test
  void tensorsFarBeyondFourGigabytesAreFound() throws IOException {
    long far = 1L << 35;
    long middle = (1L << 32) + 64;
    RawGguf table =
        RawGguf.header(3, 0)
            .info("middle", I8, middle, 3)
            .info("large", I8, middle + 32, far - middle - 32)
            .info("far", I8, far, 2)
            .pad(32);
    long data = table.size();
    Path path = folder.resolve("sparse.gguf");
    writeSparse(
        path, table.bytes(), data + middle, new byte[] {1, 2, 3}, data + far, new byte[] {4, 5});
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.fileSize()).isEqualTo(data + far + 2);
      assertThat(ValueBytes.copy(file.tensor("middle").orElseThrow().data()))
          .containsExactly(1, 2, 3);
      assertThat(ValueBytes.copy(file.tensor("far").orElseThrow().data())).containsExactly(4, 5);
      assertThat(file.tensor("far").orElseThrow().info().fileOffset()).isEqualTo(data + far);
      Tensor large = file.tensor("large").orElseThrow();
      assertThat(large.data().byteSize()).isEqualTo(far - middle - 32);
      assertThat(large.data().get(ValueLayout.JAVA_BYTE, far - middle - 33)).isZero();
    }
  }

  @Test
  void metadataBeyondTwoGigabytesIsRead() throws IOException {
    // Two arrays of a gigabyte each, so that the last key lies behind 2^31.
    int count = (1 << 30) - 7;
    RawGguf head = RawGguf.header(0, 4).key("first", 9).u32(0).u64(count);
    byte[] second = new RawGguf().key("second", 9).u32(0).u64(count).bytes();
    byte[] third = new RawGguf().key("third", 9).u32(0).u64(count).bytes();
    byte[] last = new RawGguf().key("last", 8).string("behind").bytes();
    long secondAt = head.size() + (long) count;
    long thirdAt = secondAt + second.length + count;
    long lastAt = thirdAt + third.length + count;
    Path path = folder.resolve("sparse.gguf");
    writeSparse(path, head.bytes(), secondAt, second, thirdAt, third);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(last), lastAt);
    }
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(lastAt).isGreaterThan(1L << 31);
      assertThat(file.metadata().requireString("last")).isEqualTo("behind");
      assertThat(((ArrayValue) file.metadata().value("third").orElseThrow()).count())
          .isEqualTo(count);
    }
  }

  @Test
  void aGgufInsideAnotherFileCountsFromItsOwnStart() throws IOException {
    byte[] inner =
        RawGguf.header(1, 1)
            .key("general.name", 8)
            .string("inner")
            .info("w", I8, 0, 3)
            .pad(32)
            .raw(7, 8, 9)
            .bytes();
    RawGguf outer = new RawGguf().raw('P', 'K', 3, 4, 0, 0, 0);
    int start = outer.size();
    for (byte b : inner) {
      outer.raw(b);
    }
    Path path = Files.write(folder.resolve("packed.zip"), outer.raw(1, 1, 1).bytes());
    try (GgufFile file = GgufFile.openEmbedded(path, start, inner.length)) {
      Tensor tensor = file.tensor("w").orElseThrow();
      assertThat(ValueBytes.copy(tensor.data())).containsExactly(7, 8, 9);
      assertThat(tensor.info().fileOffset()).isEqualTo(start + inner.length - 3);
      assertThat(file.fileSize()).isEqualTo(inner.length);
      assertThat(file.metadata().string("general.name")).hasValue("inner");
    }
    assertThatThrownBy(() -> GgufFile.openEmbedded(path, start, inner.length - 1).close())
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("byte " + (start + inner.length - 1))
        .hasMessageContaining("1 bytes too early");
    assertThatThrownBy(() -> GgufFile.openEmbedded(path, start, inner.length + 4).close())
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("should be at byte 7")
        .hasMessageContaining("the file has only " + outer.size());
    assertThatThrownBy(() -> GgufFile.openEmbedded(path, 0, inner.length).close())
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("ZIP");
    assertThatThrownBy(() -> GgufFile.openEmbedded(path, -1, 5).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmbeddedPartOfASplitModelIsRefused() throws IOException {
    byte[] part = RawGguf.header(0, 1).key("split.count", 2).raw(3, 0).bytes();
    Path path = Files.write(folder.resolve("packed.bin"), part);
    assertThatThrownBy(() -> GgufFile.openEmbedded(path, 0, part.length).close())
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("one of 3 parts");
  }

  @Test
  void bytesCantBeUsedAfterClosing() throws IOException {
    Path path =
        Files.write(
            folder.resolve("m.gguf"),
            RawGguf.header(1, 0).info("w", I8, 0, 1).pad(32).raw(1).bytes());
    GgufFile file = GgufFile.open(path);
    Tensor tensor = file.tensor("w").orElseThrow();
    file.close();
    file.close();
    assertThatThrownBy(() -> tensor.data().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void writeSparse(
      Path path, byte[] head, long firstAt, byte[] first, long secondAt, byte[] second) {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
    try (FileChannel channel = FileChannel.open(path, options)) {
      channel.write(ByteBuffer.wrap(head), 0);
      channel.write(ByteBuffer.wrap(first), firstAt);
      channel.write(ByteBuffer.wrap(second), secondAt);
    } catch (IOException e) {
      abort("this file system has no room for sparse files: " + e.getMessage());
    }
  }
}
