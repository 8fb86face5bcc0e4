package llamajar.text.tokenizer;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How a BPE vocabulary cuts text into words before it joins pairs, and the habits that go with the
/// name of that rule. A vocabulary gives only the name (`tokenizer.ggml.pre`).
final class PreTokenizer {
  /// What a rule's name implies besides the cutting.
  enum Habit {
    /// A word that is a token is taken whole, whatever the merges say.
    WHOLE_WORDS_FIRST,
    /// A beginning-of-sequence token is put in front unless the file says otherwise.
    ADDS_BOS,
    /// The same whatever the file says: published files say no, but the models need it.
    ALWAYS_ADDS_BOS,
    /// A separator is put between texts unless the file says otherwise.
    ADDS_SEPARATOR,
    /// Decoded text keeps the spaces before punctuation.
    KEEPS_SPACES,
    /// Tokens are UTF-8 with U+2581 for spaces, instead of GPT-2's letters for bytes.
    PLAIN_TEXT,
    /// A run of newlines that is a token is taken whole.
    WHOLE_NEWLINES_FIRST,
    /// White space itself becomes no token.
    DROPS_SPACES,
    /// Works without merges.
    NEEDS_NO_MERGES
  }

  private final List<String> names;
  private final SplitPattern pattern;
  private final Set<Habit> habits;

  PreTokenizer(List<String> names, SplitPattern pattern, Habit... habits) {
    this.names = names;
    this.pattern = pattern;
    this.habits = EnumSet.noneOf(Habit.class);
    this.habits.addAll(Arrays.asList(habits));
  }

  List<String> names() {
    return names;
  }

  boolean has(Habit habit) {
    return habits.contains(habit);
  }

  /// Makes the splitting itself.
  Splitting splitting() {
    return new Splitting(pattern.stages());
  }

  /// Passes, each of which cuts what the one before has left.
  record Splitting(List<Stage> stages) {
    /// The ends of the words of a text, ascending; the last is the text's length.
    IntList split(CodePoints text) {
      IntList ends = new IntList(8);
      if (text.length() > 0) {
        ends.add(text.length());
      }
      for (Stage stage : stages) {
        IntList finer = new IntList(Math.max(ends.size(), text.length() / 4));
        int from = 0;
        for (int i = 0; i < ends.size(); i++) {
          stage.split(text, from, ends.get(i), finer);
          from = ends.get(i);
        }
        ends = finer;
      }
      return ends;
    }
  }
}
