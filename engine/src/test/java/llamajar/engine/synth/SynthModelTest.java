package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.text.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models that were made up are models like any other.
class SynthModelTest {
  private static final String TEXT =
      "There was a brave fox named Zoë — 17 years old.\n\tShe said: “日本 🦊!”  \u0000";

  private static final SynthShape DEEP =
      new SynthShape("deep", 40, 256, 512, 4, 1, 64, 2000, 512, 5e5f, 8, true, 1e-5f);

  @TempDir Path folder;

  @Test
  void theVocabularyTakesAnyTextAndGivesItBack() throws Exception {
    try (LlamaModel model = open(DEEP.withLayers(1).withVocabularySize(32_000), "Q8_0")) {
      Tokenizer tokenizer = model.tokenizer();

      int[] ids = tokenizer.encode(TEXT, true, true);
      int[] word = tokenizer.encode(" seen", false, true);

      assertThat(ids[0]).isEqualTo(31_998);
      assertThat(tokenizer.decode(ids, false)).isEqualTo(TEXT);
      assertThat(word).as("common letters are joined").hasSizeLessThan(4);
      assertThat(tokenizer.encode("<|end_of_text|>", false, true)).containsExactly(31_999);
      assertThat(tokenizer.isEndOfGeneration(31_999)).isTrue();
    }
  }

  @Test
  void statesStayFiniteThroughManyLayersAndLogitsAreNeitherEqualNorAPeak() throws Exception {
    try (LlamaModel model = open(DEEP, "mix:IQ2_XXS");
        Session session = model.newSession();
        Arena arena = Arena.ofConfined()) {
      MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, model.vocabularySize());

      session.read(model.tokenizer().encode(TEXT, true, true), logits, Session.GO_ON);

      double squares = 0;
      for (float logit : logits.toArray(ValueLayout.JAVA_FLOAT)) {
        squares += (double) logit * logit;
      }
      assertThat(Math.sqrt(squares / model.vocabularySize())).isBetween(0.5, 2.0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mixtral-8x7b",
        "qwen2.5-0.5b",
        "qwen3-30b-a3b",
        "gemma-3-1b",
        "phi-4",
        "gpt-oss-20b"
      })
  void modelsOfEachFamilyRun(String name) throws Exception {
    SynthFamily family = SynthShape.named(name).family();
    if (family.experts() > 0) {
      family = family.withExperts(6, 2, 256);
    }
    SynthShape small = DEEP.withLayers(2).withHeads(4).withRopeFactor(1).withFamily(family);
    try (LlamaModel model = open(small, "Q4_K");
        Session session = model.newSession();
        Arena arena = Arena.ofConfined()) {
      MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, model.vocabularySize());

      session.read(new int[] {5, 6, 7}, logits, Session.GO_ON);

      for (float logit : logits.toArray(ValueLayout.JAVA_FLOAT)) {
        assertThat(logit).isFinite();
      }
    }
  }

  private LlamaModel open(SynthShape shape, String type) throws Exception {
    Path path = folder.resolve("model.gguf");
    Synth.write(SynthPlan.of(shape, SynthType.named(type)), 3, path, SynthProgress.NONE);
    return LlamaModel.open(path, ModelOptions.defaults().withContextLength(256));
  }
}
