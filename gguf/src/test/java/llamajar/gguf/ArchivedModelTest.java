package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models in archives that other tools made.
class ArchivedModelTest {
  @TempDir private Path folder;

  @Test
  void theOnlyModelOfAnArchiveOpens() throws IOException {
    Path archive = zip("a.zip", Map.of("readme.txt", text("hello"), "sub/m.gguf", model("one")));

    for (String name : new String[] {archive.toString(), archive + "@sub/m.gguf"}) {
      try (GgufFile file = GgufFile.open(Path.of(name))) {
        assertThat(file.metadata().requireString("general.name")).isEqualTo("one");
        assertThat(ValueBytes.copy(file.tensor("t").orElseThrow().data()))
            .hasSize(400)
            .containsOnly(7);
        assertThat(file.path()).isEqualTo(Path.of(name));
      }
    }
  }

  @Test
  void whatStandsBeforeTheArchiveDoesNotMatter() throws IOException {
    byte[] archive = Files.readAllBytes(zip("a.zip", Map.of("m.gguf", model("one"))));
    byte[] stub = text("#!/bin/sh\nexit 1\n" + "x".repeat(100));
    byte[] both = Arrays.copyOf(stub, stub.length + archive.length);
    System.arraycopy(archive, 0, both, stub.length, archive.length);
    Path program = Files.write(folder.resolve("model.llamafile"), both);

    try (GgufFile file = GgufFile.open(program)) {
      assertThat(file.metadata().requireString("general.name")).isEqualTo("one");
    }
  }

  @Test
  void ofSeveralModelsOneHasToBeNamed() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.gguf", model("a"));
    entries.put("b.gguf", model("b"));
    Path archive = zip("two.zip", entries);

    refused(archive, "holds several models, a.gguf, b.gguf; name one: " + archive + "@a.gguf");
    opens(archive + "@b.gguf", "b");
    refused(Path.of(archive + "@c.gguf"), "has no entry 'c.gguf'; it has a.gguf, b.gguf");

    entries.put(".args", text("--temp\n0\n-m\n/zip/b.gguf\n...\n"));
    opens(zip("args.llamafile", entries).toString(), "b");
  }

  @Test
  void aSplitModelOpensFromItsParts() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    new GgufWriter()
        .put("general.name", MetadataValue.string("split"))
        .tensor("a", TensorType.F32, TensorShape.of(4), bytes(16))
        .tensor("b", TensorType.F32, TensorShape.of(4), bytes(16))
        .tensor("c", TensorType.F32, TensorShape.of(4), bytes(16))
        .writeSplit(folder.resolve("m.gguf"), PartLimit.ofTensors(1));
    for (int i = 1; i <= 3; i++) {
      String name = "m-0000%d-of-00003.gguf".formatted(i);
      entries.put("parts/" + name, Files.readAllBytes(folder.resolve(name)));
    }
    Path archive = zip("split.zip", entries);

    try (GgufFile file = GgufFile.open(archive)) {
      assertThat(file.tensors()).extracting(Tensor::name).containsExactly("a", "b", "c");
    }
    entries.remove("parts/m-00002-of-00003.gguf");
    refused(
        zip("gap.zip", entries),
        "1 of the 3 parts are missing: m-00002-of-00003.gguf; put them into the same archive");
  }

  @Test
  void aCompressedModelIsRefused() throws IOException {
    Path archive = folder.resolve("small.zip");
    try (OutputStream stream = Files.newOutputStream(archive);
        ZipOutputStream out = new ZipOutputStream(stream)) {
      out.putNextEntry(new ZipEntry("m.gguf"));
      out.write(model("one"));
    }
    refused(archive, "entry m.gguf is compressed or encrypted", "store it as it is (zip -0)");
  }

  @Test
  void anArchiveWithoutAModelSaysWhatItHolds() throws IOException {
    refused(zip("t.zip", Map.of("a.txt", text("x"))), "without a GGUF model (it holds a.txt)");
    refused(zip("p.zip", Map.of("m/data.pkl", text("x"))), "PyTorch checkpoint");
    refused(
        Path.of(zip("t.zip", Map.of("a.txt", text("x"))) + "@m.gguf"),
        "has no entry 'm.gguf'; there is no GGUF in it");
  }

  @Test
  void anEntryThatIsNoGgufIsExplained() throws IOException {
    refused(zip("t.zip", Map.of("m.gguf", text("no model"))), "t.zip@m.gguf: not a GGUF file");
  }

  @Test
  void aTruncatedArchiveIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(zip("whole.zip", Map.of("m.gguf", model("one"))));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut.llamajar"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(cut).close())
          .isInstanceOf(GgufException.class)
          .hasMessageContaining("its end is missing; copy or download it again");
    }
  }

  @Test
  void aDamagedDirectoryIsRefusedOrReadRight() throws IOException {
    byte[] whole = Files.readAllBytes(zip("whole.zip", Map.of("m.gguf", model("one"))));
    int directory = whole.length - 22 - 46 - "m.gguf".length();
    for (int at = directory; at < whole.length; at++) {
      for (int value : new int[] {0, 1, 0x7f, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) value;
        Path file = Files.write(folder.resolve("damaged.zip"), damaged);
        try (GgufFile opened = GgufFile.open(file)) {
          assertThat(opened.metadata().requireString("general.name")).isEqualTo("one");
        } catch (GgufException e) {
          assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
        }
      }
    }
  }

  private void opens(String name, String model) throws IOException {
    try (GgufFile file = GgufFile.open(Path.of(name))) {
      assertThat(file.metadata().requireString("general.name")).isEqualTo(model);
    }
  }

  private static void refused(Path path, String... parts) {
    assertThatThrownBy(() -> GgufFile.open(path).close())
        .isInstanceOf(GgufException.class)
        .hasMessageContainingAll(parts);
  }

  private byte[] model(String name) throws IOException {
    Path file = folder.resolve(name + "-source.gguf");
    new GgufWriter()
        .put("general.name", MetadataValue.string(name))
        .tensor("t", TensorType.F32, TensorShape.of(100), bytes(400))
        .write(file);
    return Files.readAllBytes(file);
  }

  private static MemorySegment bytes(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 7);
    return MemorySegment.ofArray(bytes);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path zip(String name, Map<String, byte[]> entries) throws IOException {
    Path archive = folder.resolve(name);
    try (OutputStream stream = Files.newOutputStream(archive);
        ZipOutputStream out = new ZipOutputStream(stream)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        if (!content.getKey().equals(".args")) {
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.getValue().length);
          CRC32 crc = new CRC32();
          crc.update(content.getValue());
          entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(content.getValue());
      }
    }
    return archive;
  }
}
