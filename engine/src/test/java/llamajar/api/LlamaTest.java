package llamajar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import llamajar.engine.StopReason;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyModels;
import llamajar.text.answer.AnswerDelta;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LlamaTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void make() throws Exception {
    file = TinyModels.llama().write(folder.resolve("tiny.gguf"));
  }

  @Test
  void theExamplesDoWhatTheySay() throws Exception {
    StringBuilder text = new StringBuilder();
    LlamaSnippets.complete(file, text);
    assertThat(text).isNotEmpty();
    try (Llama llama = Llama.open(file)) {
      assertThat(LlamaSnippets.cancel(llama)).hasSizeGreaterThan(50);
      List<String> texts = LlamaSnippets.together(llama, List.of("a", "b", "a"));
      assertThat(texts).hasSize(3).doesNotContain("");
    }
  }

  @Test
  void aStreamTellsItsEnd() throws Exception {
    try (Llama llama = Llama.open(file);
        TextStream answer = llama.complete("abc", greedy(7))) {
      assertThat(answer.stopReason()).isEmpty();
      String text = answer.stream().reduce("", String::concat);
      assertThat(text).isNotEmpty();
      assertThat(answer.rest()).isEmpty();
      assertThat(answer.stopReason()).contains(StopReason.LENGTH);
      assertThat(answer.usage().orElseThrow().tokens()).isEqualTo(7);
    }
  }

  @Test
  void anInterruptedReaderEndsTheAnswer() throws Exception {
    try (Llama llama = Llama.open(file);
        TextStream answer = llama.complete("abc", greedy(400))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(answer::rest).isInstanceOf(AnswerException.class);
      assertThat(Thread.interrupted()).isTrue();
      while (llama.scheduler().present() > 0) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void conversationsAreWrittenAsTheModelsTemplateSays() throws Exception {
    String template =
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: <think>";
    Path chatty =
        TinyModels.llama()
            .with("tokenizer.chat_template", MetadataValue.string(template))
            .write(folder.resolve("chatty.gguf"));
    try (Llama llama = Llama.open(chatty)) {
      LlamaSnippets.chat(llama);
      String prompt = "user: abc\nassistant: <think>";
      StringBuilder thought = new StringBuilder();
      try (ChatStream answer = llama.chat("abc", greedy(12))) {
        for (AnswerDelta piece : answer) {
          assertThat(piece).isInstanceOf(AnswerDelta.Reasoning.class);
          thought.append(((AnswerDelta.Reasoning) piece).text());
        }
        assertThat(answer.stopReason()).contains(StopReason.LENGTH);
        assertThat(answer.rest()).isEmpty();
      }
      assertThat(llama.complete(prompt, greedy(12)).rest().strip())
          .isEqualTo(thought.toString().strip());
    }
    try (Llama llama = Llama.open(file)) {
      assertThatThrownBy(() -> llama.chat("abc", greedy(3)))
          .isInstanceOf(AnswerException.class)
          .hasMessageContaining("has no chat template");
    }
  }

  @Test
  void textsBecomeVectorsWhileAnswersAreMade() throws Exception {
    try (Llama llama = Llama.open(file);
        TextStream answer = llama.complete("abc", greedy(40))) {
      float[] vector = llama.embed("a fox");
      double squares = 0;
      for (float x : vector) {
        squares += x * x;
      }
      assertThat(squares).isBetween(1 - 1e-5, 1 + 1e-5);
      assertThat(llama.embed("a fox")).containsExactly(vector);
      assertThat(llama.embed("a cat")).isNotEqualTo(vector);
      assertThat(answer.rest()).isNotEmpty();
      assertThatThrownBy(() -> llama.embed("x y ".repeat(5000)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit");
    }
  }

  @Test
  void tokensBecomeTheirTextAgain() throws Exception {
    try (Llama llama = Llama.open(file)) {
      assertThat(llama.detokenize(llama.tokenize("a fox"))).isEqualTo("a fox");
    }
  }

  @Test
  void aPromptThatDoesNotFitIsRefused() throws Exception {
    try (Llama llama = Llama.open(file)) {
      assertThatThrownBy(() -> llama.complete("fox ".repeat(600), greedy(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit");
    }
  }

  private static Settings greedy(int tokens) {
    return Settings.defaults()
        .withSampling(sampling -> sampling.temperature(0))
        .withMaxTokens(tokens);
  }
}
