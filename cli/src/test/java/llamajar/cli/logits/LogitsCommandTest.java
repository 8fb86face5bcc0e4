package llamajar.cli.logits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import llamajar.cli.Outcome;
import llamajar.cli.numbers.FloatFile;
import llamajar.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsCommandTest {
  private static final int VOCABULARY = 1024;
  private static final String TOKENS = "[79, 110, 344, 345, 264, 12, 97]";
  private static final int COUNT = 7;

  /// Fewer rows are summed in another order, which moves activations of 16 bits by a step of 3e-5.
  private static final double SAME = 1e-4;

  @TempDir private Path folder;

  @Test
  void writesARowForEachPosition() throws IOException {
    float[] all = logits();

    assertThat(all).hasSize(COUNT * VOCABULARY);
    for (float logit : all) {
      assertThat(logit).isFinite();
    }
    assertThat(row(all, 0)).isNotEqualTo(row(all, 1));
  }

  @Test
  void writesOnlyThePositionsWanted() throws IOException {
    float[] all = logits();

    assertThat(distance(logits("--positions", "last"), row(all, COUNT - 1))).isLessThan(SAME);
    float[] two = logits("--positions", "1,4");
    assertThat(distance(row(two, 0), row(all, 1))).isLessThan(SAME);
    assertThat(distance(row(two, 1), row(all, 4))).isLessThan(SAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--one-at-a-time", "-ub 3", "--kv f16", "--kv f32", "-t 1"})
  void theWayOfComputingChangesNextToNothing(String options) throws IOException {
    assertThat(distance(logits(options.split(" ", -1)), logits())).isLessThan(2e-3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "reference"})
  void everyBackendAgreesWithTheExactResult(String backend) throws IOException {
    Optional<Path> exact = SharedData.find("models/pebble-IQ3_XS.story.exact.f32");
    assumeTrue(exact.isPresent(), "golden data not found");
    String ids =
        Outcome.of("tokenize", "--ids", "-p", "Once upon a time, there was a brave fox named")
            .out();
    Path out = folder.resolve("story.f32");
    Outcome outcome =
        Outcome.withInput(
            ids,
            "logits",
            "--tokens",
            "-",
            "-o",
            out.toString(),
            "--backend",
            backend,
            "--kv",
            "f32");

    assertThat(outcome.err()).isEmpty();
    // The error of llama.cpp on the same file.
    assertThat(distance(floats(out), floats(exact.get()))).isLessThan(0.0083);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1, 2        | line 1",
        "{}           | an array of token ids",
        "[]           | at least one token id",
        "[1, \"a\"]   | a token id",
        "[1.5]        | a token id",
        "[1] [2]      | nothing after",
        "[1, 1024]    | token 1024 at position 1",
        "[-1]         | token -1 at position 0",
        "[99999999999]| line 1",
      })
  void tokensThatMakeNoSenseAreNamed(String json, String named) {
    Outcome outcome =
        Outcome.withInput(
            json, "logits", "--tokens", "-", "-o", folder.resolve("out.f32").toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("llamajar: ").contains(named);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "2,1", "1,1", "first", "1,", "-1"})
  void positionsThatMakeNoSenseAreRefused(String positions) {
    Outcome outcome =
        Outcome.withInput(
            TOKENS,
            "logits",
            "--tokens",
            "-",
            "-o",
            folder.resolve("out.f32").toString(),
            "--positions",
            positions);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("llamajar: --positions " + positions.substring(0, 1));
  }

  @Test
  void writesLittleEndianNumbers() throws IOException {
    Path file = folder.resolve("numbers.f32");
    try (FloatFile numbers = FloatFile.create(file)) {
      numbers.append(MemorySegment.ofArray(new float[] {1, -2}));
    }

    assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
  }

  private float[] logits(String... options) throws IOException {
    Path tokens = Files.writeString(folder.resolve("tokens.json"), TOKENS);
    Path out = folder.resolve("out.f32");
    String[] args = {"logits", "--tokens", tokens.toString(), "-o", out.toString()};
    String[] all = Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return floats(out);
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  private static float[] row(float[] all, int row) {
    return Arrays.copyOfRange(all, row * VOCABULARY, (row + 1) * VOCABULARY);
  }

  /// Relative L2 error.
  private static double distance(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
