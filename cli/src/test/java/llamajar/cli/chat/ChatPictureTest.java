package llamajar.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import llamajar.cli.demo.DemoModel;
import llamajar.cli.option.Thinking;
import llamajar.engine.GenerationOptions;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.text.chat.ChatTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The picture of the chat in README: a real conversation with the demo model.
class ChatPictureTest {
  private static final Path PICTURE = Path.of("target", "pictures", "chat.svg");

  @TempDir private Path folder;

  /// Says what it is told to, and shows it as a terminal shows what is typed.
  private record Script(Deque<String> lines, PrintWriter out) implements LineInput {
    @Override
    public Input read(String prompt) {
      String line = lines.poll();
      if (line == null) {
        return new Input.End();
      }
      out.print(prompt + line + "\n");
      return new Input.Message(line);
    }

    @Override
    public Listening onInterrupt(Runnable action) {
      return () -> {};
    }
  }

  @Test
  void theChatLooksLikeItsPicture() throws Exception {
    String shown =
        conversation(
            "What is the capital of France?",
            "Write as JSON: Finn is 75 years old and has a camel.",
            "Tell me a story about a fox.");
    assertThat(shown)
        .contains("The capital of France is Paris.")
        .contains("\"pet\": \"camel\"")
        .contains("\u001b[2m[context: ");
    // The speed is that of whoever made the picture.
    String picture = TerminalPicture.of(shown.replaceAll(", [0-9.]+ t/s", ""), 76);
    assertThat(picture).contains("Paris.").doesNotContain("\u001b");
    Files.createDirectories(PICTURE.getParent());
    Files.writeString(PICTURE, picture);
  }

  private String conversation(String... lines) throws Exception {
    StringWriter shown = new StringWriter();
    PrintWriter out = new PrintWriter(shown);
    Path file = DemoModel.file(folder);
    try (LlamaModel model = LlamaModel.openForText(file, ModelOptions.defaults());
        Session session = model.newSession()) {
      String template = model.file().metadata().string("tokenizer.chat_template").orElseThrow();
      ModelChat talk = new ModelChat(ChatTemplate.of(template), model.tokenizer());
      ChatSettings settings =
          new ChatSettings(
              SamplerSettings.builder().temperature(0).build(),
              GenerationOptions.untilEnd().withMaxTokens(60),
              Thinking.ON);
      Screen screen = new Screen(out, () -> 76, true);
      screen.note("./llamajar");
      new ChatLoop(
              new Script(new ArrayDeque<>(List.of(lines)), out),
              screen,
              new Conversation(""),
              new Answerer(model, session, talk, Map::of),
              settings,
              false)
          .run();
    }
    return shown.toString();
  }
}
