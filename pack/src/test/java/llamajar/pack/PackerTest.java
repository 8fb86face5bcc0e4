package llamajar.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import llamajar.gguf.GgufException;
import llamajar.gguf.GgufFile;
import llamajar.gguf.PartLimit;
import llamajar.gguf.Tensor;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackerTest {
  @TempDir private Path folder;
  private Path program = Path.of("");
  private Path model = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void write() throws IOException {
    program = Packing.program(folder);
    model = Packing.model(folder.resolve("m.gguf"));
    target = folder.resolve("m.llamajar");
  }

  @Test
  void theFileIsScriptJarAndModelAtOnce() throws IOException {
    Packer.pack(Packing.order(program, target, model));

    assertThat(Files.readString(target, StandardCharsets.ISO_8859_1)).startsWith("#!/bin/sh\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rwxr-xr-x");
    try (ZipFile zip = new ZipFile(target.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "META-INF/MANIFEST.MF",
              "llamajar/cli/Main.class",
              "llamajar/cli/demo/demo.gguf",
              ".args",
              "m.gguf");
      for (ZipEntry entry : zip.stream().toList()) {
        // Reading to the end compares the checksum.
        try (InputStream in = zip.getInputStream(entry)) {
          assertThat(in.readAllBytes()).hasSize((int) entry.getSize());
        }
      }
      assertThat(zip.getInputStream(zip.getEntry(".args"))).hasContent("-m\nm.gguf\n...\n");
      assertThat(zip.getInputStream(zip.getEntry("m.gguf")).readAllBytes())
          .isEqualTo(Files.readAllBytes(model));
    }
    try (GgufFile file = GgufFile.open(target)) {
      assertThat(file.metadata().requireString("general.name")).isEqualTo("m.gguf");
    }
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {32, 4096, 65536, 1 << 21})
  void everyModelBeginsAtAMultiple(long alignment) throws IOException {
    Path other = Packing.model(folder.resolve("adapter.gguf"));
    PackOrder plain = Packing.order(program, target, model, other);
    Packer.pack(
        new PackOrder(
            program,
            plain.models(),
            plain.arguments(),
            alignment,
            Optional.empty(),
            target,
            false));

    try (FileChannel channel = FileChannel.open(target)) {
      ArchiveDirectory directory = ArchiveDirectory.read(target, channel).orElseThrow();
      for (String name : List.of("m.gguf", "adapter.gguf")) {
        ArchiveEntry entry = directory.entry(name).orElseThrow();
        assertThat(directory.dataOffset(channel, entry) % alignment).isZero();
        assertThat(entry.isStored()).isTrue();
      }
    }
    try (GgufFile file = GgufFile.open(target)) {
      assertThat(file.metadata().requireString("general.name")).isEqualTo("m.gguf");
    }
  }

  @Test
  void equalInputsMakeEqualFiles() throws IOException {
    Packer.pack(Packing.order(program, target, model));
    Path again = folder.resolve("again.llamajar");
    Packer.pack(Packing.order(program, again, model));

    assertThat(again).hasSameBinaryContentAs(target);

    // A packed file is itself a program to pack with.
    Path second = folder.resolve("second.llamajar");
    Packer.pack(Packing.order(target, second, model));
    assertThat(second).hasSameBinaryContentAs(target);
  }

  @Test
  void allPartsOfASplitModelAreTaken() throws IOException {
    List<Path> parts =
        Packing.writer(model).writeSplit(folder.resolve("s.gguf"), PartLimit.ofTensors(1));
    Packer.pack(Packing.order(program, target, parts.get(1)));

    try (GgufFile file = GgufFile.open(target)) {
      assertThat(file.tensors()).extracting(Tensor::name).containsExactly("a", "b");
    }
  }

  @Test
  void anExistingFileIsOnlyReplacedByForce() throws IOException {
    Files.writeString(target, "mine");
    PackOrder order = Packing.order(program, target, model);
    refused(order, PackException.class, "m.llamajar: exists already; --force replaces it");
    assertThat(target).hasContent("mine");

    Packer.pack(
        new PackOrder(
            program, order.models(), order.arguments(), 4096, Optional.empty(), target, true));
    GgufFile.open(target).close();
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("t.gguf"), "no model at all");
    refused(Packing.order(program, target, text), GgufException.class, "t.gguf: not a GGUF file");
    refused(
        Packing.order(program, target, folder.resolve("none.gguf")),
        GgufException.class,
        "no such file");
    Packer.pack(Packing.order(program, target, model));
    refused(
        Packing.order(program, folder.resolve("x.llamajar"), target),
        PackException.class,
        "a model in an archive can't be packed again");
  }

  @Test
  void whatIsNoProgramIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("other.jar"), "no jar");
    refused(Packing.order(text, target, model), PackException.class, "not the program's jar");
  }

  @Test
  void twoModelsOfOneNameAreRefused() throws IOException {
    Path other = Packing.model(Files.createDirectory(folder.resolve("sub")).resolve("m.gguf"));
    refused(Packing.order(program, target, model, other), PackException.class, "the same name");
  }

  @Test
  void argumentsThatNameNoneOfSeveralModelsAreRefused() throws IOException {
    Path other = Packing.model(folder.resolve("b.gguf"));
    refused(
        new PackOrder(
            program,
            List.of(model, other),
            List.of("--temp", "0"),
            4096,
            Optional.empty(),
            target,
            false),
        PackException.class,
        "name no model with -m");
  }

  @Test
  void aFullDiskIsSeenBeforehand() {
    assertThatThrownBy(() -> Packer.requireSpace(folder, 5L << 30, 1L << 30))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("the disk is too full: 5120 MB are needed, 1024 MB are free");
  }

  @Test
  void aFolderThatIsMissingIsNamed() throws IOException {
    refused(
        Packing.order(program, folder.resolve("no").resolve("m.llamajar"), model),
        PackException.class,
        "no: no such folder");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -64, 16, 1000, 1L << 31})
  void alignmentsThatHelpNobodyAreRefused(long alignment) {
    PackOrder order = Packing.order(program, target, model);
    assertThatThrownBy(() ->
            new PackOrder(
                program,
                order.models(),
                order.arguments(),
                alignment,
                Optional.empty(),
                target,
                false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the alignment %d is not a power of two".formatted(alignment));
  }

  private void refused(PackOrder order, Class<? extends Exception> kind, String message)
      throws IOException {
    assertThatThrownBy(() -> Packer.pack(order)).isInstanceOf(kind).hasMessageContaining(message);
    assertThat(leftovers()).isEmpty();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().endsWith(".part")).toList();
    }
  }
}
