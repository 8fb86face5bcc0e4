package llamajar.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipFile;
import llamajar.gguf.GgufFile;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Numbers that don't fit into 32 bits.
class LargeArchiveTest {
  private static final long FAR = (4L << 30) + 12_345;

  @TempDir private Path folder;

  @Test
  void aDirectoryBeyondFourGigabytesIsFoundByUsAndByJava() throws IOException {
    // A hole of that size takes no disk.
    Path model = Packing.model(folder.resolve("m.gguf"));
    Path file = folder.resolve("far.zip");
    int checksum;
    try (FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel in = FileChannel.open(model)) {
      out.position(FAR);
      ArchiveWriter archive = new ArchiveWriter(out);
      archive.add("near.txt", new byte[] {1, 2, 3});
      checksum = archive.addAligned("m.gguf", in, in.size(), 4096);
      archive.finish();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ArchiveEntry entry =
          ArchiveDirectory.read(file, channel).orElseThrow().entry("m.gguf").orElseThrow();
      assertThat(entry.headerOffset()).isGreaterThan(FAR);
      assertThat(entry.crc32()).isEqualTo(checksum);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.getInputStream(zip.getEntry("m.gguf")).readAllBytes())
          .isEqualTo(Files.readAllBytes(model));
    }
    try (GgufFile opened = GgufFile.open(file)) {
      assertThat(opened.metadata().requireString("general.name")).isEqualTo("m.gguf");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "llamajar.test.full", matches = "true")
  void aModelOfMoreThanFourGigabytesIsPackedAndOpens() throws IOException {
    Path large = largeModel(5L << 30);
    Path small = Packing.model(folder.resolve("z.gguf"));
    Path target = folder.resolve("large.llamajar");
    assumeTrue(Files.getFileStore(folder).getUsableSpace() > 6L << 30, "needs 6 GiB of disk");
    Packer.pack(Packing.order(Packing.program(folder), target, large, small));

    try (GgufFile file = GgufFile.open(target)) {
      assertThat(file.tensor("w").orElseThrow().data().byteSize()).isEqualTo(5L << 30);
    }
    // Behind the large one.
    try (GgufFile file = GgufFile.open(Path.of(target + "@z.gguf"))) {
      assertThat(file.metadata().requireString("general.name")).isEqualTo("z.gguf");
    }
    try (ZipFile zip = new ZipFile(target.toFile())) {
      assertThat(zip.getEntry("large.gguf").getSize()).isEqualTo(Files.size(large));
      assertThat(zip.getInputStream(zip.getEntry("z.gguf")).readAllBytes())
          .isEqualTo(Files.readAllBytes(small));
    }
  }

  /// A model with one tensor whose weights are a hole.
  private Path largeModel(long weights) throws IOException {
    Path file = folder.resolve("large.gguf");
    byte[] one = new byte[1];
    new GgufWriter()
        .put("general.name", MetadataValue.string("large"))
        .tensor("w", TensorType.I8, TensorShape.of(1), MemorySegment.ofArray(one))
        .write(file);
    byte[] head = Files.readAllBytes(file);
    int at = 0;
    // The name, then the number of dimensions, then the length.
    while (!(head[at] == 1 && head[at + 8] == 'w' && head[at + 9] == 1)) {
      at++;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer length =
          ByteBuffer.allocate(Long.BYTES).putLong(Long.reverseBytes(weights)).flip();
      channel.write(length, at + 13L);
      channel.write(ByteBuffer.allocate(1), channel.size() - 1 + weights - 1);
    }
    return file;
  }
}
