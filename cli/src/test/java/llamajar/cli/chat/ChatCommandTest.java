package llamajar.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripted conversations on a terminal without abilities.
class ChatCommandTest {
  private static final String FRANCE = "The capital of France is Paris.";

  @TempDir private Path folder;

  @Test
  void answersQuestionsAndTellsHowFullTheContextIs() {
    Outcome outcome = chat("What is the capital of France?", "What is the capital of Spain?");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(FRANCE)
        .contains("The capital of Spain is Madrid.")
        .containsPattern("context: \\d+ of 512 tokens")
        .doesNotContain("\u001b");
  }

  @Test
  void aMessageMayHaveSeveralLines() {
    assertThat(chat("\"\"\"What is the capital", "of France?\"\"\"", "/dump").out())
        .contains("<|im_start|>user\nWhat is the capital\nof France?<|im_end|>");
  }

  @Test
  void whatWasSaidCanBeTakenBackPutAsideAndForgotten() {
    String out =
        chat(
                "What is the capital of France?",
                "/push",
                "/undo",
                "/undo",
                "/dump",
                "/stack",
                "/pop",
                "/forget",
                "/forget",
                "/pop")
            .out();

    assertThat(out)
        .contains("the last question is taken back")
        .contains("there is nothing to undo")
        .contains("1: 2 messages")
        .contains("back to a conversation of 2 messages")
        .contains("the oldest question is forgotten")
        .contains("there is nothing to forget")
        .contains("nothing was put aside");
  }

  @Test
  void conversationsAreSavedAndLoaded() throws IOException {
    String file = folder.resolve("chat.json").toString();
    chat("What is the capital of France?", "/save " + file);
    Outcome outcome = chat("/load " + file, "/dump");

    assertThat(Files.readString(Path.of(file), StandardCharsets.UTF_8)).contains(FRANCE);
    assertThat(outcome.out()).contains("2 messages loaded").contains("assistant\n" + FRANCE);
  }

  @Test
  void filesGoIntoTheNextMessage() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "some text\n");

    assertThat(chat("/upload " + file, "Hi", "/dump").out())
        .contains("a.txt:\n```\nsome text\n```\n\nHi<|im_end|>");
  }

  @Test
  void theUserMayWriteBothSides() {
    assertThat(chat("/manual on", "What?", "That.", "/dump").out())
        .contains("<|im_start|>user\nWhat?<|im_end|>\n<|im_start|>assistant\nThat.<|im_end|>");
  }

  @Test
  void settingsAreShownAndChanged() {
    assertThat(chat("/set temp 0.5", "/set", "/set nope 1", "/set temp x").out())
        .contains("temp            0.5")
        .contains("there is no setting 'nope'")
        .contains("temp: 'x' is no number");
  }

  @Test
  void aFullContextIsToldWithWhatToDo() {
    Outcome outcome = chat("word ".repeat(600), "/context");

    assertThat(outcome.out())
        .contains("the context only 512; /forget")
        .contains("context: 0 of 512");
  }

  @Test
  void unknownCommandsAndMissingFilesAreTold() {
    assertThat(chat("/nope", "/load missing.json", "/upload").out())
        .contains("there is no command /nope; /help shows all")
        .contains("missing.json: no such file")
        .contains("upload: name a file");
  }

  @Test
  void theHistoryIsForItsAuthorAlone() throws IOException {
    Path file = folder.resolve("state/llamajar/history");

    assertThat(HistoryFile.prepare(file)).contains(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(HistoryFile.path("relative", "/home/x"))
        .isEqualTo(Path.of("/home/x/.local/state/llamajar/history"));
  }

  @Test
  void aServerAnswersBesideTheChat() {
    Outcome outcome =
        Outcome.withInput(
            "What is the capital of France?\n", "chat", "--temp", "0", "--server", "--port", "0");

    assertThat(outcome.err()).containsPattern("answers others at http://127.0.0.1:\\d+");
    assertThat(outcome.out()).contains(FRANCE);
    assertThat(Outcome.of("-p", "Hi", "--server").err())
        .contains("--server answers while somebody chats on a terminal")
        .contains("llamajar serve");
  }

  private static Outcome chat(String... lines) {
    return Outcome.withInput(String.join("\n", lines) + "\n", "chat", "--temp", "0");
  }
}
