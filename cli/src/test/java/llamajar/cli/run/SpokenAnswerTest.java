package llamajar.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.text.chat.ChatTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenAnswerTest {
  private static final Path DEMO =
      Path.of("src/main/resources/llamajar/cli/demo/pebble-IQ3_XS.gguf");
  private static final String HARMONY = "<|channel|> and <|message|>";
  private static final String CHANNELS =
      "<|channel|>analysis<|message|>Is it Paris?<|end|><|start|>assistant<|channel|>final<|message|>It is Paris.";

  @ParameterizedTest
  @CsvSource({
    "PLAIN, 'Is it Paris?', 'It is Paris.'",
    "DIMMED, '\u001b[2mIs it Paris?\u001b[0m', 'It is Paris.'",
    "HIDDEN, '', 'It is Paris.'"
  })
  void markersOfChannelsAreNotShown(SpokenAnswer.Thoughts thoughts, String thought, String answer)
      throws Exception {
    assertThat(shown(HARMONY, CHANNELS, thoughts))
        .isEqualTo(thought.isEmpty() ? answer : thought + "\n\n" + answer);
  }

  @ParameterizedTest
  @CsvSource({"<think>, </think>", "[THINK], [/THINK]"})
  void tagsAroundThoughtsAreNotShown(String open, String close) throws Exception {
    String text = open + "\nIs it Paris?\n" + close + "\n\nIt is Paris.";

    assertThat(shown(open + close, text, SpokenAnswer.Thoughts.PLAIN))
        .isEqualTo("Is it Paris?\n\nIt is Paris.");
  }

  private static String shown(String template, String text, SpokenAnswer.Thoughts thoughts)
      throws Exception {
    try (GgufFile file = GgufFile.open(DEMO)) {
      ModelChat chat = new ModelChat(ChatTemplate.of(template), VocabularyReader.tokenizer(file));
      StringBuilder shown = new StringBuilder();
      SpokenAnswer answer =
          new SpokenAnswer(chat, new int[] {1}, thoughts, piece -> !shown.append(piece).isEmpty());
      // In one piece, as its thoughts are dimmed piece by piece.
      answer.text(text);
      answer.finish();
      return shown.toString();
    }
  }
}
