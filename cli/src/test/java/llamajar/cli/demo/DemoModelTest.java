package llamajar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  @TempDir private Path folder;

  @Test
  void nameAndSizeAreThoseOfTheResource() throws IOException, NoSuchAlgorithmException {
    byte[] bytes = resource();

    assertThat(bytes).hasSize((int) DemoModel.SIZE);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
        .isEqualTo(DemoModel.SHA_256);
  }

  @Test
  void isCopiedToTheCacheOnce() throws IOException {
    Path cache = folder.resolve("a").resolve("b");
    Path file = DemoModel.file(cache);
    FileTime made = Files.getLastModifiedTime(file);

    assertThat(file).hasBinaryContent(resource()).hasParent(cache);
    assertThat(DemoModel.file(cache)).isEqualTo(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(made);
    assertThat(names(cache)).containsExactly(file.getFileName().toString());
  }

  @Test
  void anIncompleteFileIsReplaced() throws IOException {
    Path file = DemoModel.file(folder);
    Files.writeString(file, "cut off");

    assertThat(DemoModel.file(folder)).isEqualTo(file).hasBinaryContent(resource());
  }

  @Test
  void severalProgramsMayMakeItAtTheSameTime() throws IOException {
    List<Path> files =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> {
              try {
                Path file = DemoModel.file(folder);
                assertThat(Files.size(file)).isEqualTo(DemoModel.SIZE);
                return file;
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
            .toList();

    assertThat(files).containsOnly(files.getFirst());
    assertThat(names(folder)).hasSize(1);
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoObstacle() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "in the way");
    Path file = DemoModel.file(notAFolder.resolve("cache"));

    assertThat(file).hasBinaryContent(resource());
    Files.delete(file);
  }

  private static byte[] resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DemoModel.class.getResourceAsStream(DemoModel.RESOURCE))) {
      return in.readAllBytes();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
