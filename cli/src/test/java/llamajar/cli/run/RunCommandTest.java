package llamajar.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String STORY = "Once upon a time, there was a brave fox named";
  private static final String QUESTION =
      "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n";

  private static final String ANSWER = "The capital of France is Paris.";

  @TempDir private Path folder;

  @Test
  void continuesAPromptWithTheBuiltInModel() {
    Outcome outcome = Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "0");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith(STORY + " ").endsWith("\n");
    assertThat(outcome.out().length()).isGreaterThan(STORY.length() + 20);
  }

  @Test
  void runIsAlsoACommand() {
    String[] options = {"--raw", "-p", STORY, "-n", "5", "--temp", "0"};
    String[] command = {"run", "--raw", "-p", STORY, "-n", "5", "--temp", "0"};

    assertThat(Outcome.of(command).out()).isEqualTo(Outcome.of(options).out());
  }

  @Test
  void answersAQuestionIfTheModelHasATemplate() {
    Outcome outcome = Outcome.of("-p", "What is the capital of France?", "--temp", "0");

    assertThat(outcome.out()).isEqualTo(ANSWER + "\n");
    assertThat(outcome.err()).contains("the text has ended");
  }

  @Test
  void theTemplateCanBeAnotherOne() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.jinja"),
            "<|im_start|>user\nWhat is the capital of {{ country }}?<|im_end|>\n"
                + "<|im_start|>assistant{{ '\\n' }}");

    assertThat(
            Outcome.of(
                    "--chat-template",
                    "chatml",
                    "-p",
                    "What is the capital of France?",
                    "--temp",
                    "0")
                .out())
        .isEqualTo(ANSWER + "\n");
    assertThat(
            Outcome.of(
                    "--chat-template-file",
                    file.toString(),
                    "--chat-template-kwargs",
                    "{\"country\": \"France\"}",
                    "-p",
                    "x",
                    "--temp",
                    "0")
                .out())
        .isEqualTo(ANSWER + "\n");
  }

  @Test
  void theSystemPromptComesFirst() {
    Outcome outcome = Outcome.of("-sys", "Be brief.", "-p", "Hi", "-n", "0", "--verbose-prompt");

    assertThat(outcome.err().replaceAll("(?m)^ +\\d+ '|'$|\n", ""))
        .contains("<|im_start|>system\\nBe brief.<|im_end|>\\n<|im_start|>user\\nHi<|im_end|>");
  }

  @Test
  void answersAChatWrittenByHand() {
    Outcome outcome = Outcome.of("--raw", "-p", QUESTION, "--temp", "0", "--no-display-prompt");

    assertThat(outcome.out()).isEqualTo(ANSWER + "\n");
    assertThat(outcome.err()).contains("the text has ended");
  }

  @Test
  void showsSpecialTokensOnRequest() {
    Outcome outcome =
        Outcome.of("--raw", "-p", QUESTION, "--temp", "0", "--no-display-prompt", "--special");

    assertThat(outcome.out()).isEqualTo(ANSWER + "<|im_end|>\n");
  }

  @Test
  void takesThePromptFromAFileOrStandardInput() throws IOException {
    Path file = Files.writeString(folder.resolve("prompt.txt"), STORY + "\n");
    Outcome fromOption = Outcome.of("--raw", "-p", STORY, "-n", "5", "--temp", "0");

    assertThat(Outcome.of("--raw", "-f", file.toString(), "-n", "5", "--temp", "0").out())
        .isEqualTo(fromOption.out());
    assertThat(Outcome.withInput(STORY + "\r\n", "--raw", "-n", "5", "--temp", "0").out())
        .isEqualTo(fromOption.out());
  }

  @Test
  void resolvesEscapesOnRequest() {
    Outcome outcome =
        Outcome.of(
            "-e",
            "--raw",
            "-p",
            "<|im_start|>user\\nWhat is the capital of France?<|im_end|>\\n<|im_start|>assistant\\n",
            "--temp",
            "0",
            "--no-display-prompt");

    assertThat(outcome.out()).isEqualTo(ANSWER + "\n");
  }

  @Test
  void aPromptThatBeginsWithAnAtSignIsText() {
    Outcome outcome = Outcome.of("--raw", "-p", "@home", "-n", "1");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("@home");
  }

  @Test
  void theSameSeedGivesTheSameText() {
    String first = Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "2", "-s", "7").out();

    assertThat(Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "2", "-s", "7").out())
        .isEqualTo(first);
    assertThat(Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "2", "-s", "8").out())
        .isNotEqualTo(first);
  }

  @Test
  void tellsTheSeedThatWasChosenByChance() {
    Outcome outcome = Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "2");
    String seed = outcome.err().replaceAll("(?s).*seed (\\d+),.*", "$1");

    assertThat(Outcome.of("--raw", "-p", STORY, "-n", "20", "--temp", "2", "--seed", seed).out())
        .isEqualTo(outcome.out());
  }

  @Test
  void tellsHowLongEverythingTook() {
    Outcome outcome = Outcome.of("--raw", "-p", STORY, "-n", "3", "--ignore-eos");

    assertThat(outcome.err())
        .containsPattern("load +\\d+\\.\\d\\d s")
        .containsPattern("prompt +\\d+ tokens +\\d+\\.\\d\\d s +\\d+\\.\\d\\d t/s")
        .containsPattern("output +3 tokens +\\d+\\.\\d\\d s +\\d+\\.\\d\\d t/s")
        .containsPattern("total +\\d+\\.\\d\\d s")
        .contains("stopped after -n tokens");
  }

  @Test
  void stopsBeforeAReversePrompt() {
    String full = Outcome.of("--raw", "-p", STORY, "-n", "30", "--temp", "0").out();
    int space = full.indexOf(' ', STORY.length() + 10);
    String stop = full.substring(space + 1, space + 4);
    Outcome outcome =
        Outcome.of("--raw", "-p", STORY, "-n", "30", "--temp", "0", "-r", "zzz", "-r", stop);

    assertThat(outcome.out().stripTrailing())
        .isEqualTo(full.substring(0, full.indexOf(stop, STORY.length())).stripTrailing());
    assertThat(outcome.err()).contains("stopped at the text given with -r");
  }

  @Test
  void goesOnAfterTheEndUntilTheContextIsFull() {
    Outcome outcome =
        Outcome.of("--raw", "-p", QUESTION, "-c", "64", "--ignore-eos", "--temp", "0");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("the context is full");
  }

  @Test
  void makesNothingIfNothingIsWanted() {
    Outcome outcome = Outcome.of("--raw", "-p", STORY, "-n", "0");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEqualTo(STORY + "\n");
  }

  @Test
  void aBiasForbidsAToken() {
    String ids = Outcome.of("tokenize", "-p", "The", "--ids").out();
    String firstId = ids.replaceAll("(?s)\\[(\\d+).*", "$1");
    Outcome outcome =
        Outcome.of(
            "--raw",
            "-p",
            QUESTION,
            "--temp",
            "0",
            "--no-display-prompt",
            "--logit-bias",
            firstId + "-inf");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).doesNotStartWith("The");
  }

  @Test
  void showsTheTokensOfThePromptOnRequest() {
    Outcome outcome = Outcome.of("--raw", "-p", "Hello", "-n", "0", "--verbose-prompt");

    assertThat(outcome.err()).contains("prompt: 3 tokens\n").contains("'ell'");
  }

  @Test
  void writesTextAsItIsMade() {
    List<String> writes = new ArrayList<>();
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void flush() {
            if (size() > 0) {
              writes.add(toString(StandardCharsets.UTF_8));
              reset();
            }
          }
        };
    Outcome.writingTo(out, "--raw", "-p", STORY, "-n", "12", "--temp", "0");

    assertThat(writes).hasSizeGreaterThan(10).startsWith(STORY);
  }

  @Test
  void endsQuietlyWhenTheReaderGoesAway() {
    Outcome outcome = Outcome.writingTo(failing("Broken pipe"), "--raw", "-p", STORY, "-n", "12");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void failsWhenOutputCannotBeWritten() {
    Outcome outcome =
        Outcome.writingTo(failing("No space left on device"), "--raw", "-p", STORY, "-n", "12");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("llamajar: standard output: can't write (No space left on device)\n");
  }

  @Test
  void aLongPromptShowsProgressOnAScreenOnly() {
    String[] args = {"--raw", "-p", "word ".repeat(30), "-n", "1", "-ub", "8", "--temp", "0"};
    Outcome screen = Outcome.onScreen(args);

    assertThat(screen.err()).containsPattern("reading the prompt: 8 of \\d+ \\(\\d+ %\\)");
    assertThat(screen.out()).isEqualTo(Outcome.of(args).out());
    assertThat(Outcome.of(args).err()).doesNotContain("reading").doesNotContain("\u001b");
  }

  private static OutputStream failing(String problem) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException(problem);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        throw new IOException(problem);
      }
    };
  }
}
