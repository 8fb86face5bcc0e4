package llamajar.text.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import llamajar.text.grammar.Expression.AnyBut;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Choice;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Expression.Sequence;
import llamajar.text.grammar.Expression.Text;
import llamajar.text.grammar.Expression.UpTo;
import llamajar.text.grammar.Expression.Without;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// Grammars made by chance: the machine against what their expressions say, read naively.
class RandomGrammarsTest {
  private static final String LETTERS = "abé";
  private static final int LONGEST = 4;

  @Property(tries = 300)
  void exactlyTheTextsOfTheGrammarAreComplete(@ForAll long seed) {
    Sample sample = new Sample(new Random(seed));
    Grammar grammar = sample.grammar();
    if (grammar == null) {
      return;
    }
    for (String text : texts()) {
      boolean expected = sample.ends(sample.root(), text, 0).contains(text.length());
      GrammarMatcher matcher = grammar.matcher();
      boolean found = matcher.accept(text) && matcher.isComplete();
      assertThat(found).as("'%s' in %s", text, sample.bodies).isEqualTo(expected);
    }
  }

  @Property(tries = 200)
  void whatIsReadCanAlwaysBeCompleted(@ForAll long seed) {
    Random random = new Random(seed);
    Grammar grammar = new Sample(random).grammar();
    if (grammar == null) {
      return;
    }
    GrammarMatcher matcher = grammar.matcher();
    for (int i = 0; i < 6; i++) {
      matcher.accept(letter(random));
    }
    assertThat(canBeCompleted(matcher)).isTrue();
  }

  @Property(tries = 150)
  void aMaskHoldsExactlyTheTokensThatCanBeRead(@ForAll long seed) {
    Random random = new Random(seed);
    Grammar grammar = new Sample(random).grammar();
    if (grammar == null) {
      return;
    }
    List<byte[]> tokens = TestTokens.random(random, LETTERS, 60);
    TokenTrie trie = TokenTrie.of(TestTokens.tokenizer(tokens));
    ConstrainedText text = TokenConstraint.of(grammar, trie).begin();
    for (int step = 0; step < 8; step++) {
      TokenMask mask = text.allowed();
      List<Integer> allowed = new ArrayList<>();
      for (int id = 0; id < tokens.size(); id++) {
        boolean fits = text.copy().accept(id, tokens.get(id));
        assertThat(mask.contains(id)).as("token %d after %d", id, step).isEqualTo(fits);
        if (fits) {
          allowed.add(id);
        }
      }
      assertThat(mask.contains(TestTokens.end(tokens))).isEqualTo(text.isComplete());
      if (allowed.isEmpty()) {
        return;
      }
      int chosen = allowed.get(random.nextInt(allowed.size()));
      assertThat(text.accept(chosen, tokens.get(chosen))).isTrue();
    }
  }

  private static boolean canBeCompleted(GrammarMatcher from) {
    List<GrammarMatcher> waiting = new ArrayList<>(List.of(from));
    Set<State> seen = new java.util.HashSet<>();
    for (int next = 0; next < waiting.size() && next < 5_000; next++) {
      GrammarMatcher matcher = waiting.get(next);
      if (matcher.isComplete()) {
        return true;
      }
      for (int i = 0; i < LETTERS.length(); i++) {
        GrammarMatcher further = matcher.copy();
        if (further.accept(LETTERS.substring(i, i + 1)) && seen.add(further.state())) {
          waiting.add(further);
        }
      }
    }
    return false;
  }

  private static String letter(Random random) {
    int place = random.nextInt(LETTERS.length());
    return LETTERS.substring(place, place + 1);
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int next = 0; texts.get(next).length() < LONGEST; next++) {
      for (int i = 0; i < LETTERS.length(); i++) {
        texts.add(texts.get(next) + LETTERS.charAt(i));
      }
    }
    return texts;
  }

  /// A few rules, each of which calls later ones in any place and all of them behind a letter.
  private static final class Sample {
    private static final int RULES = 4;

    final List<Expression> bodies = new ArrayList<>();
    private final Random random;
    private final GrammarBuilder builder = new GrammarBuilder();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Set<Integer>> known = new HashMap<>();

    Sample(Random random) {
      this.random = random;
      for (int i = 0; i < RULES; i++) {
        rules.add(builder.declare("r" + i));
      }
      for (int i = 0; i < RULES; i++) {
        bodies.add(expression(3, i));
        builder.define(rules.get(i), bodies.get(i));
      }
    }

    Expression root() {
      return rules.getFirst();
    }

    /// Null if no text matches.
    @Nullable Grammar grammar() {
      try {
        return builder.build(rules.getFirst());
      } catch (GrammarException e) {
        assertThat(e).hasMessageContaining("matches no text");
        return null;
      }
    }

    private Expression expression(int depth, int rule) {
      int kind = random.nextInt(depth == 0 ? 3 : 11);
      return switch (kind) {
        case 0 -> Expression.text(letter(random));
        case 1 -> Expression.anyOf(letter(random) + letter(random));
        case 2 ->
            random.nextInt(4) == 0 ? Expression.EMPTY : new Text(letter(random) + letter(random));
        case 3, 4 -> Expression.sequence(expression(depth - 1, rule), expression(depth - 1, rule));
        case 5 -> Expression.choice(expression(depth - 1, rule), expression(depth - 1, rule));
        case 6 -> {
          int least = random.nextInt(3);
          int more = random.nextInt(3);
          int most = more == 2 ? Repeat.UNBOUNDED : least + more;
          yield new Repeat(expression(depth - 1, rule), least, most);
        }
        case 7 ->
            rule + 1 < RULES
                ? rules.get(rule + 1 + random.nextInt(RULES - rule - 1))
                : Expression.text("a");
        case 8 -> new UpTo(sought());
        case 9 -> new Without(sought());
        default ->
            Expression.sequence(
                Expression.text(letter(random)),
                rules.get(random.nextInt(RULES)),
                expression(depth - 1, rule));
      };
    }

    private List<String> sought() {
      // A search goes by bytes and may end inside a character, so that of two searches the first
      // could hide the beginning of a longer character from the second.
      String one = random.nextBoolean() ? "ab" : "bb";
      return random.nextBoolean() ? List.of(one) : List.of(one, "aaa", one + "a");
    }

    /// Where a match that begins at a place can end.
    Set<Integer> ends(Expression expression, String text, int from) {
      return switch (expression) {
        case Text literal ->
            text.startsWith(literal.text(), from)
                ? Set.of(from + literal.text().length())
                : Set.of();
        case Characters one ->
            from < text.length() && one.set().contains(text.charAt(from))
                ? Set.of(from + 1)
                : Set.of();
        case AnyBut _ -> throw new IllegalStateException();
        case Choice choice -> {
          Set<Integer> all = new TreeSet<>();
          choice.alternatives().forEach(way -> all.addAll(ends(way, text, from)));
          yield all;
        }
        case Sequence sequence -> {
          Set<Integer> places = Set.of(from);
          for (Expression part : sequence.parts()) {
            places = ends(part, text, places);
          }
          yield places;
        }
        case Repeat repeat -> {
          Set<Integer> places = Set.of(from);
          for (int i = 0; i < repeat.least(); i++) {
            places = ends(repeat.body(), text, places);
          }
          Set<Integer> all = new TreeSet<>(places);
          int more =
              repeat.most() == Repeat.UNBOUNDED
                  ? text.length() + 1
                  : repeat.most() - repeat.least();
          for (int i = 0; i < more; i++) {
            places = ends(repeat.body(), text, places);
            all.addAll(places);
          }
          yield all;
        }
        case UpTo search -> {
          int end = found(search.ends(), text, from);
          yield end < 0 ? Set.of() : Set.of(end);
        }
        case Without search -> {
          int end = found(search.texts(), text, from);
          Set<Integer> all = new TreeSet<>();
          for (int place = from; place < (end < 0 ? text.length() + 1 : end); place++) {
            all.add(place);
          }
          yield all;
        }
        case Rule rule -> {
          String key = rule.index() + "/" + from + "/" + text;
          Set<Integer> present = known.get(key);
          if (present == null) {
            present = ends(bodies.get(rule.index()), text, from);
            known.put(key, present);
          }
          yield present;
        }
      };
    }

    /// Behind the first of some texts from a place on, or -1.
    private static int found(List<String> sought, String text, int from) {
      for (int end = from + 1; end <= text.length(); end++) {
        String read = text.substring(from, end);
        if (sought.stream().anyMatch(read::endsWith)) {
          return end;
        }
      }
      return -1;
    }

    private Set<Integer> ends(Expression expression, String text, Set<Integer> from) {
      Set<Integer> all = new TreeSet<>();
      from.forEach(place -> all.addAll(ends(expression, text, place)));
      return all;
    }
  }

  @Property(tries = 300)
  void anyTextIsAGrammarOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    String[] parts = {
      "root", " ::= ", "\"a\"", "[a-z]", "(", ")", "|", "*", "+", "?", "{2}", "{1,3}", "\n", " ",
      "b", ".", "[^", "]", "\\", "\"", "#", "{", "}", "\\x4", "é", "-"
    };
    StringBuilder gbnf = new StringBuilder("root ::= ");
    for (int i = random.nextInt(30); i >= 0; i--) {
      gbnf.append(parts[random.nextInt(parts.length)]);
    }
    try {
      Grammar.parse(gbnf.toString()).matcher().accept("aaa".getBytes(StandardCharsets.UTF_8));
    } catch (GrammarException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
    }
  }
}
