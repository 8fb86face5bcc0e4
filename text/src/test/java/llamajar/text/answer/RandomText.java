package llamajar.text.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarMatcher;
import org.jspecify.annotations.Nullable;

/// Texts of a grammar by chance.
final class RandomText {
  private static final int LONGEST = 600;

  private RandomText() {}

  /// A text, or null if none came to an end.
  ///
  /// @param closers what chance alone would never write, and what is behind it is wanted
  static @Nullable String of(Grammar grammar, List<String> closers, Random random) {
    GrammarMatcher matcher = grammar.matcher();
    StringBuilder text = new StringBuilder();
    while (text.length() < LONGEST) {
      if (matcher.isComplete() && random.nextInt(3) == 0) {
        return text.toString();
      }
      String next = next(matcher, closers, random);
      if (next == null) {
        return matcher.isComplete() ? text.toString() : null;
      }
      matcher.accept(next.getBytes(StandardCharsets.UTF_8));
      text.append(next);
    }
    return null;
  }

  private static @Nullable String next(
      GrammarMatcher matcher, List<String> closers, Random random) {
    List<String> possible = closers.stream().filter(text -> allowed(matcher, text)).toList();
    if (!possible.isEmpty() && random.nextInt(3) > 0) {
      return possible.get(random.nextInt(possible.size()));
    }
    List<String> letters = new ArrayList<>();
    for (int code = ' '; code < 127; code++) {
      add(Character.toString(code), matcher, letters);
    }
    for (String other : List.of("\n", "\uFF5C", "\u2581")) {
      add(other, matcher, letters);
    }
    return letters.isEmpty() ? null : letters.get(random.nextInt(letters.size()));
  }

  private static void add(String text, GrammarMatcher matcher, List<String> target) {
    if (allowed(matcher, text)) {
      target.add(text);
    }
  }

  private static boolean allowed(GrammarMatcher matcher, String text) {
    return matcher.copy().accept(text.getBytes(StandardCharsets.UTF_8));
  }
}
