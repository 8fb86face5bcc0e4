package llamajar.cli.perplexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerplexityCommandTest {
  private static final int VOCABULARY = 1024;
  private static final String TEXT =
      "Once upon a time, there was a brave fox named Leo. Every day Leo walked to the farm to look"
          + " for berries. The wind was cold. Leo was surprised because nobody wanted to play. Then"
          + " Leo heard a sound in the farm.";

  @TempDir private Path folder;

  @Test
  void agreesWithTheLogitsOfTheWindow() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    String ids = Outcome.of("tokenize", "-p", TEXT, "--ids", "--no-parse-special").out();
    int[] tokens =
        Arrays.stream(ids.replaceAll("[^0-9,]", "").split(",", -1))
            .mapToInt(Integer::parseInt)
            .limit(32)
            .toArray();
    Path logits = folder.resolve("logits.f32");
    Outcome.withInput(Arrays.toString(tokens), "logits", "--tokens", "-", "-o", logits.toString());
    MemorySegment rows = MemorySegment.ofArray(Files.readAllBytes(logits));
    double sum = 0;
    for (int i = 16; i < 31; i++) {
      double total = 0;
      for (int j = 0; j < VOCABULARY; j++) {
        total += Math.exp(rows.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * (i * VOCABULARY + j)));
      }
      long at = 4L * (i * VOCABULARY + tokens[i + 1]);
      sum += Math.log(total) - rows.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
    }
    double expected = Math.exp(sum / 15);

    Outcome outcome = Outcome.of("perplexity", "-f", text.toString(), "-c", "32");

    assertThat(outcome.exitCode()).isZero();
    double first = Double.parseDouble(outcome.out().replaceAll("(?s).*\\[1\\]([0-9.]+),.*", "$1"));
    assertThat(first).isCloseTo(expected, within(expected * 1e-3));
    assertThat(outcome.out())
        .containsPattern("perplexity \\d+\\.\\d+ \\+/- \\d+\\.\\d+ over \\d+ tokens");
  }

  @Test
  void aStrideScoresEachTokenOnce() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    Outcome outcome = Outcome.of("perplexity", "-f", text.toString(), "-c", "32", "--stride", "8");

    assertThat(outcome.out()).contains("8 scored in each");
    int windows = outcome.out().split("\\[", -1).length - 1;
    assertThat(outcome.out()).contains("over " + 8 * windows + " tokens");
  }

  @Test
  void aTextThatIsTooShortIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "Too short.");
    Outcome outcome = Outcome.of("perplexity", "-f", text.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("text.txt: has ").contains("too few");
  }

  @ParameterizedTest
  @CsvSource({"-c,3", "--stride,512", "--stride,-1", "-c,513"})
  void windowsThatMakeNoSenseAreRefused(String option, String value) throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    Outcome outcome = Outcome.of("perplexity", "-f", text.toString(), option, value);

    assertThat(outcome.exitCode()).isBetween(1, 2);
    assertThat(outcome.err()).contains(value);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void windowsFollowEachOtherOrOverlap() {
    Windows halves = Windows.halves(512);
    assertThat(halves.firstScored()).isEqualTo(257);
    assertThat(halves.count(511)).isZero();
    assertThat(halves.count(512)).isEqualTo(1);
    assertThat(halves.count(1535)).isEqualTo(2);

    Windows strided = Windows.strided(512, 128);
    assertThat(strided.firstScored()).isEqualTo(384);
    assertThat(strided.count(512)).isEqualTo(1);
    assertThat(strided.count(767)).isEqualTo(2);
    assertThat(strided.count(768)).isEqualTo(3);
  }

  @Test
  void surpriseIsMinusTheLogOfTheSoftmax() {
    MemorySegment logits = MemorySegment.ofArray(new float[] {1000, 1000 + (float) Math.log(3)});

    assertThat(Score.surprise(logits, 0)).isCloseTo(Math.log(4), within(1e-3));
    assertThat(Score.surprise(logits, 1)).isCloseTo(Math.log(4 / 3.0), within(1e-3));
  }

  @Test
  void errorShrinksWithTheNumberOfTokens() {
    Score few = new Score();
    Score many = new Score();
    MemorySegment logits = MemorySegment.ofArray(new float[] {0, 1, 2});
    for (int i = 0; i < 300; i++) {
      many.add(logits, i % 3);
      if (i < 30) {
        few.add(logits, i % 3);
      }
    }

    assertThat(many.perplexity()).isCloseTo(few.perplexity(), within(1e-9));
    assertThat(many.error()).isPositive().isLessThan(few.error() / 2);
  }
}
