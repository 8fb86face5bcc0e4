package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProblemsTest {
  @TempDir private Path folder;

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("model.gguf");
    assertThat(refusal(missing)).isEqualTo(missing + ": no such file");
    assertThat(refusal(Path.of("no-such-model.gguf")))
        .isEqualTo("no-such-model.gguf: no such file");
  }

  @Test
  void aDirectoryIsNotAModel() {
    assertThat(refusal(folder)).startsWith(folder + ": is a directory");
  }

  @Test
  void anEmptyFileIsCalledEmpty() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.gguf"));
    assertThat(refusal(empty)).startsWith(empty + ": the file is empty");
  }

  @Test
  void aDeviceIsNotMapped() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device, LinkOption.NOFOLLOW_LINKS));
    assertThat(refusal(device)).startsWith("/dev/null: not a regular file");
  }

  @Test
  void aLinkThatLeadsToItselfIsReported() throws IOException {
    Path link = folder.resolve("link.gguf");
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
    Files.createSymbolicLink(link, link);
    assertThat(refusal(link)).startsWith(link + ": can't be read").contains("check the path");
  }

  @Test
  void aNameWithControlCharactersStaysOnOneLine() {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
    assertThat(refusal(folder.resolve("a\n\u001b[31mb.gguf")))
        .endsWith("a\\u{a}\\u{1b}[31mb.gguf: no such file");
  }

  @Test
  void aRefusedFileIsUnmapped() throws IOException {
    Path file = Files.write(folder.resolve("bad.gguf"), RawGguf.header(1, 0).bytes());
    for (int i = 0; i < 100; i++) {
      assertThat(refusal(file)).contains("claims 1 tensors");
    }
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps));
    assertThat(Files.readString(maps)).doesNotContain("bad.gguf");
  }

  private static String refusal(Path path) {
    return RawGguf.checked(
        catchThrowableOfType(GgufException.class, () -> GgufFile.open(path).close()));
  }
}
