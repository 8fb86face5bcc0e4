package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.engine.sampling.Stages.Left;
import llamajar.text.grammar.TokenMask;
import org.junit.jupiter.api.Test;

final class CandidatesTest {
  private static final float EXCLUDED = Float.NEGATIVE_INFINITY;

  @Test
  void loadsNativeMemoryLikeAnArray() {
    float[] logits = {1, -2, 3.5f};
    Candidates candidates = new Candidates(3);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_FLOAT, logits);
      candidates.load(segment);
    }
    assertThat(Stages.left(candidates)).isEqualTo(Stages.apply(logits, new int[0]));
    assertThat(candidates.logit(2)).isEqualTo(3.5f);
  }

  @Test
  void refusesAnotherVocabulary() {
    Candidates candidates = new Candidates(3);
    assertThatThrownBy(() -> candidates.load(new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 logits given for a vocabulary of 3 tokens");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tooShort = arena.allocate(8, 4);
      assertThatThrownBy(() -> candidates.load(tooShort))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 logits given for a vocabulary of 3 tokens");
    }
  }

  @Test
  void refusesLogitsThatAreNoNumbers() {
    Candidates candidates = new Candidates(3);
    assertThatThrownBy(() -> candidates.load(new float[] {0, Float.NaN, 1}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("logits contain NaN (first at token 1)");
    assertThatThrownBy(() -> candidates.load(new float[] {0, 1, Float.POSITIVE_INFINITY}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("logits contain Infinity (first at token 2)");
  }

  @Test
  void refusesToChooseFromNothing() {
    Candidates candidates = new Candidates(2);
    assertThatThrownBy(() -> candidates.load(new float[] {EXCLUDED, EXCLUDED}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no token can follow");
  }

  @Test
  void leavesOutWhatIsExcluded() {
    Candidates candidates = new Candidates(4);
    candidates.load(new float[] {EXCLUDED, 1, EXCLUDED, 2});
    assertThat(Stages.left(candidates)).extracting(Left::id).containsExactly(3, 1);
    assertThat(candidates.positionOf(1)).isEqualTo(0);
    assertThat(candidates.positionOf(3)).isEqualTo(1);
    assertThat(candidates.positionOf(2)).isNegative();
  }

  @Test
  void startsOverWithTheWholeVocabulary() {
    float[] logits = Stages.randomLogits(3, 2000, 2);
    Candidates candidates = new Candidates(logits.length);
    for (SamplerStage stage :
        new SamplerStage[] {
          new TopK(7, 0), new TopP(0.9, 0), new MinP(0.1, 0), new Typical(0.5, 0), new TopK(900, 0)
        }) {
      candidates.load(logits);
      stage.apply(candidates, Stages.history(), new SplitMix64(1));
      assertThat(candidates.size()).isLessThan(logits.length);
    }
    candidates.load(logits);
    for (int i = 0; i < logits.length; i++) {
      assertThat(candidates.id(i)).isEqualTo(i);
      assertThat(candidates.logit(i)).isEqualTo(logits[i]);
    }
  }

  @Test
  void returnsToTheOrderOfIds() {
    Candidates candidates = new Candidates(5);
    candidates.load(new float[] {1, 5, 2, 4, 3});
    candidates.keepBest(3);
    assertThat(candidates.id(0)).isEqualTo(1);
    candidates.orderById();
    assertThat(new int[] {candidates.id(0), candidates.id(1), candidates.id(2)})
        .containsExactly(1, 3, 4);
    assertThat(candidates.logit(2)).isEqualTo(3);
    assertThat(candidates.positionOf(3)).isEqualTo(1);
    assertThat(candidates.positionOf(2)).isNegative();
  }

  @Test
  void lowerIdWinsATie() {
    Candidates candidates = new Candidates(6);
    candidates.load(new float[] {1, 3, 2, 3, 3, 0});
    candidates.keepBest(2);
    assertThat(Stages.left(candidates)).extracting(Left::id).containsExactly(1, 3);
  }

  @Test
  void softmaxSurvivesHugeLogits() {
    Candidates candidates = new Candidates(3);
    candidates.load(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE});
    candidates.softmax();
    assertThat(candidates.probability(0)).isEqualTo(0.5f, within(1e-6f));
    assertThat(candidates.probability(1)).isZero();
  }

  @Test
  void keepsLogitsFinite() {
    Candidates candidates = new Candidates(2);
    candidates.load(new float[] {0, 1});
    candidates.setLogit(0, 1e300);
    candidates.setLogit(1, -1e300);
    assertThat(candidates.logit(0)).isEqualTo(Float.MAX_VALUE);
    assertThat(candidates.logit(1)).isEqualTo(-Float.MAX_VALUE);
  }

  @Test
  void onlyTokensAllowedAreLoadedAndTheNextLoadHasAllAgain() {
    Candidates candidates = new Candidates(130);
    float[] logits = new float[130];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i;
    }
    candidates.load(MemorySegment.ofArray(logits), TokenMask.of(0, 5, 63, 64, 129));
    assertThat(candidates.size()).isEqualTo(5);
    int[] expected = {0, 5, 63, 64, 129};
    for (int i = 0; i < expected.length; i++) {
      assertThat(candidates.id(i)).isEqualTo(expected[i]);
      assertThat(candidates.logit(i)).isEqualTo(expected[i]);
    }
    candidates.load(MemorySegment.ofArray(logits));
    for (int i = 0; i < logits.length; i++) {
      assertThat(candidates.id(i)).isEqualTo(i);
    }
    assertThatThrownBy(() -> candidates.load(MemorySegment.ofArray(logits), TokenMask.of()))
        .hasMessageContaining("the grammar allows none");
  }
}
