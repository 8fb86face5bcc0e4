package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GoldenFilesTest {

  @TestFactory
  Stream<DynamicTest> everyModelOpens() throws IOException {
    return Stream.of("models", "golden/stories260k", "golden/arch")
        .flatMap(folder -> models(folder).stream())
        .map(path ->
            DynamicTest.dynamicTest(
                path.toString(),
                () -> {
                  try (GgufFile file = GgufFile.open(path)) {
                    assertThat(file.version()).isEqualTo(3);
                    assertThat(file.fileSize()).isEqualTo(Files.size(path));
                    assertThat(file.tensors()).isNotEmpty();
                    String architecture = file.metadata().requireString("general.architecture");
                    assertThat(file.metadata().requireInteger(architecture + ".block_count"))
                        .isPositive();
                    assertEndsWithLastTensor(file);
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> everyVocabularyOpens() throws IOException {
    return models("golden/tokenizers").stream()
        .map(path ->
            DynamicTest.dynamicTest(
                path.toString(),
                () -> {
                  try (GgufFile file = GgufFile.open(path)) {
                    assertThat(file.tensors()).isEmpty();
                    assertThat(file.metadata().stringArray("tokenizer.ggml.tokens"))
                        .hasValueSatisfying(tokens -> assertThat(tokens).hasSizeGreaterThan(1000));
                  }
                }));
  }

  @Test
  void aCopyThroughTheWriterIsTheSameFile() throws IOException {
    List<Path> models = models("golden/stories260k");
    assumeTrue(!models.isEmpty());
    Path copy = Files.createTempFile("copy", ".gguf");
    try (GgufFile file = GgufFile.open(models.getFirst())) {
      GgufWriter writer = new GgufWriter().putAll(file.metadata());
      file.tensors().forEach(writer::tensor);
      writer.write(copy);
      assertThat(Files.mismatch(copy, models.getFirst())).isEqualTo(-1);
    } finally {
      Files.delete(copy);
    }
  }

  /// Padding aside, a well-made file has no bytes that belong to nothing.
  private static void assertEndsWithLastTensor(GgufFile file) {
    long end =
        file.tensors().stream()
            .mapToLong(tensor -> tensor.info().fileOffset() + tensor.info().byteSize())
            .max()
            .orElseThrow();
    assertThat(file.fileSize() - end).isBetween(0L, 31L);
  }

  private static List<Path> models(String folder) {
    String root = System.getProperty("llamajar.shared");
    assumeTrue(root != null, "no shared data");
    Path path = Path.of(root).normalize().resolve(folder);
    assumeTrue(Files.isDirectory(path), "no shared data: " + folder);
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(file -> file.toString().endsWith(".gguf")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
