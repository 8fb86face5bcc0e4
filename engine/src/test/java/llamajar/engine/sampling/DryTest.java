package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// DRY on short texts, and against a search of all pairs of places.
final class DryTest {
  static final int VOCABULARY = 5;

  @Example
  void penalizesWhatWouldContinueARepetition() {
    // 1 2 3 came before, and the text ends with 1 2: three would go on with it.
    assertThat(penalties(dry(2, DryBreakers.none()), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 1.75, 0.0);
    assertThat(penalties(dry(3, DryBreakers.none()), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 1.0, 0.0);
    assertThat(penalties(dry(4, DryBreakers.none()), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 0.0, 0.0);
  }

  @Example
  void breakersCutTheRepetition() {
    // After the breaker only 1 2 is left of the repeated 0 1 2.
    assertThat(penalties(dry(2, breakers(new int[] {0})), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 1.0, 0.0);
    assertThat(penalties(dry(2, breakers(new int[] {0, 1})), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 0.0, 0.0);
    assertThat(penalties(dry(2, breakers(new int[] {0, 4})), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 1.75, 0.0);
  }

  @Example
  void breakersThemselvesAreNotPenalized() {
    assertThat(penalties(dry(2, breakers(new int[] {3})), 0, 1, 2, 3, 0, 1, 2))
        .containsExactly(0.0, 0.0, 0.0, 0.0, 0.0);
  }

  @Example
  void penaltyOfALongRepetitionStaysFinite() {
    Candidates candidates = new Candidates(VOCABULARY);
    candidates.load(new float[VOCABULARY]);
    TokenHistory history = new TokenHistory(5000);
    for (int i = 0; i < 5000; i++) {
      history.accept(2);
    }
    new Dry(1, 1.75, 2, 5000, DryBreakers.none()).apply(candidates, history, new SplitMix64(0));
    assertThat(candidates.logit(2)).isEqualTo(-Float.MAX_VALUE);
  }

  @Property(tries = 2000)
  void agreesWithASearchOfAllPairs(
      @ForAll @Size(max = 40) List<@IntRange(max = VOCABULARY - 1) Integer> text,
      @ForAll @IntRange(max = 4) int allowedLength,
      @ForAll @IntRange(max = 45) int lastN,
      @ForAll @Size(max = 2) List<@IntRange(max = VOCABULARY - 1) Integer> single,
      @ForAll @Size(max = 1) List<@IntRange(max = VOCABULARY - 1) Integer> pairStart) {
    List<int[]> sequences = new ArrayList<>();
    single.forEach(token -> sequences.add(new int[] {token}));
    pairStart.forEach(token -> sequences.add(new int[] {token, (token + 1) % VOCABULARY}));
    int[] history = text.stream().mapToInt(Integer::intValue).toArray();
    Dry dry = new Dry(0.5, 1.5, allowedLength, lastN, DryBreakers.ofSequences(sequences));
    List<Double> expected = slowPenalties(history, allowedLength, lastN, sequences);
    List<Double> actual = penalties(dry, history);
    for (int token = 0; token < VOCABULARY; token++) {
      // Penalties grow beyond the precision of a float.
      double tolerance = Math.max(1e-6, expected.get(token) * 1e-6);
      assertThat(actual.get(token)).isCloseTo(expected.get(token), within(tolerance));
    }
  }

  private static List<Double> slowPenalties(
      int[] history, int allowedLength, int lastN, List<int[]> sequences) {
    int window = Math.min(lastN, history.length);
    int start = history.length - window;
    int limit = window;
    for (int begin = start; begin < history.length; begin++) {
      int longest = 0;
      for (int[] sequence : sequences) {
        boolean fits = begin + sequence.length <= history.length;
        for (int i = 0; fits && i < sequence.length; i++) {
          fits = history[begin + i] == sequence[i];
        }
        longest = fits ? Math.max(longest, sequence.length) : longest;
      }
      limit = longest > 0 ? history.length - begin - longest : limit;
    }
    List<Double> penalties = new ArrayList<>();
    for (int token = 0; token < VOCABULARY; token++) {
      int best = -1;
      for (int place = start + 1; place < history.length && window > allowedLength; place++) {
        int length = 0;
        while (place - 1 - length >= start
            && history[place - 1 - length] == history[history.length - 1 - length]) {
          length++;
        }
        best = history[place] == token ? Math.max(best, Math.min(length, limit)) : best;
      }
      int breaker = token;
      boolean penalized =
          best >= allowedLength
              && sequences.stream().noneMatch(s -> s.length == 1 && s[0] == breaker);
      penalties.add(penalized ? 0.5 * Math.pow(1.5, best - allowedLength) : 0.0);
    }
    return penalties;
  }

  private static Dry dry(int allowedLength, DryBreakers breakers) {
    return new Dry(1, 1.75, allowedLength, 64, breakers);
  }

  private static DryBreakers breakers(int[]... sequences) {
    return DryBreakers.ofSequences(List.of(sequences));
  }

  /// What each token loses.
  private static List<Double> penalties(Dry dry, int... history) {
    Candidates candidates = new Candidates(VOCABULARY);
    candidates.load(new float[VOCABULARY]);
    dry.apply(candidates, Stages.history(history), new SplitMix64(0));
    List<Double> penalties = new ArrayList<>();
    for (int token = 0; token < VOCABULARY; token++) {
      penalties.add(0.0 - candidates.logit(token));
    }
    return penalties;
  }
}
