package llamajar.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedCommandTest {
  private static final String TEXT = "a brave fox";

  @TempDir private Path folder;

  @Test
  void showsAVectorOfLengthOne() {
    Outcome outcome = Outcome.of("embed", "-p", TEXT);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .isEqualTo("the model names no pooling: taking the mean; choose with --pooling\n");
    assertThat(length(parse(outcome.out()))).isCloseTo(1, within(1e-5));
  }

  @Test
  void writesTheVectorAsTheModelMakesIt() throws IOException {
    float[] shown = parse(Outcome.of("embed", "-p", TEXT, "--pooling", "last").out());
    float[] written = write("-p", TEXT, "--pooling", "last");

    assertThat(written).hasSameSizeAs(shown);
    double length = length(written);
    assertThat(length).isNotCloseTo(1, within(0.1));
    for (int i = 0; i < shown.length; i++) {
      assertThat(written[i] / length).isCloseTo(shown[i], within(1e-5));
    }
  }

  @Test
  void withoutPoolingEachTokenHasAVector() throws IOException {
    Path tokens = Files.writeString(folder.resolve("tokens.json"), "[79, 110, 344]");
    float[] all = write("--tokens", tokens.toString(), "--pooling", "none");
    float[] mean = write("--tokens", tokens.toString(), "--pooling", "mean");
    float[] first = write("--tokens", tokens.toString(), "--pooling", "cls");

    int width = mean.length;
    assertThat(all).hasSize(3 * width);
    for (int i = 0; i < width; i++) {
      float sum = all[i] + all[width + i] + all[2 * width + i];
      // Activations of one wanted token may be rounded in another way than those of three.
      assertThat(mean[i]).isCloseTo(sum / 3, within(1e-3f));
      assertThat(first[i]).isCloseTo(all[i], within(1e-3f));
    }
  }

  @Test
  void poolingsThatDoNotExistAreRefused() {
    Outcome outcome = Outcome.of("embed", "-p", TEXT, "--pooling", "median");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("--pooling median: possible are none, mean, cls, last, rank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 4000]", "[]", "7"})
  void tokensThatMakeNoSenseAreNamed(String json) {
    Outcome outcome = Outcome.withInput(json, "embed", "--tokens", "-");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("standard input").doesNotContain("Exception");
  }

  @Test
  void aModelThatGeneratesHasNoScores() {
    Outcome outcome = Outcome.of("embed", "-p", "a query\ta document", "--pooling", "rank");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("pooling 'rank' is not supported for llama models");
  }

  private float[] write(String... options) throws IOException {
    Path out = folder.resolve("out.f32");
    String[] all = new String[options.length + 3];
    all[0] = "embed";
    all[1] = "-o";
    all[2] = out.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    float[] numbers = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(numbers);
    return numbers;
  }

  private static float[] parse(String json) {
    String[] parts = json.strip().replaceAll("[\\[\\]]", "").split(", ", -1);
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    return Math.sqrt(squares);
  }
}
