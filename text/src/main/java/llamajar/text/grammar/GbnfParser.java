package llamajar.text.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.text.grammar.Expression.AnyBut;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Expression.Sequence;

/// Reads GBNF: `name ::= alternatives`, made of `"literals"`, `[classes]`, `.`, names and groups,
/// with `?`, `*`, `+`, `{n}`, `{n,}` and `{n,m}` behind them.
///
/// An alternative ends with its line, except inside parentheses and after `|` and `::=`.
final class GbnfParser {
  private static final int DEEPEST = 150;
  private static final int MOST_REPETITIONS = 100_000;

  private final GbnfText in;
  private final GrammarBuilder builder;
  private final Map<String, Rule> rules = new HashMap<>();
  private final Map<String, Integer> firstUses = new HashMap<>();
  private final Set<String> defined = new HashSet<>();

  GbnfParser(String gbnf, GrammarBuilder builder) {
    in = new GbnfText(gbnf);
    this.builder = builder;
  }

  /// The rule `root`.
  Rule parse() {
    in.skipSpace(true);
    while (!in.atEnd()) {
      rule();
      in.skipSpace(true);
    }
    firstUses.forEach((name, place) -> {
      if (!defined.contains(name)) {
        throw in.problem(place, "rule '%s' is not defined".formatted(name));
      }
    });
    if (!defined.contains("root")) {
      throw new GrammarException("the grammar has no rule 'root'; add one: a text begins there");
    }
    return named("root");
  }

  private Rule named(String name) {
    return rules.computeIfAbsent(name, builder::declare);
  }

  private void rule() {
    int place = in.place();
    String name = in.name();
    if (name.isEmpty()) {
      throw in.problem(place, "a rule's name was expected, not %s".formatted(in.shown()));
    }
    in.skipSpace(false);
    if (!in.take("::=")) {
      throw in.problem(
          in.place(), "'::=' was expected after '%s', not %s".formatted(name, in.shown()));
    }
    if (!defined.add(name)) {
      throw in.problem(place, "rule '%s' is defined a second time".formatted(name));
    }
    in.skipSpace(true);
    Expression body = alternatives(0);
    if (!in.atEnd() && !in.atLineEnd()) {
      throw in.problem(in.place(), "%s can't stand here".formatted(in.shown()));
    }
    builder.define(named(name), body);
  }

  private Expression alternatives(int depth) {
    List<Expression> alternatives = new ArrayList<>();
    alternatives.add(sequence(depth));
    while (in.take("|")) {
      in.skipSpace(true);
      alternatives.add(sequence(depth));
    }
    return Expression.choice(alternatives);
  }

  private Expression sequence(int depth) {
    List<Expression> parts = new ArrayList<>();
    int repetitions = 0;
    while (!in.atEnd()) {
      int place = in.place();
      if (in.atRepetition()) {
        if (parts.isEmpty()) {
          throw in.problem(place, "%s has nothing before it to repeat".formatted(in.shown()));
        }
        if (++repetitions > DEEPEST) {
          throw in.problem(place, "more than %d repetitions in one line".formatted(DEEPEST));
        }
        parts.add(repeated(parts.removeLast()));
      } else if (in.atItem()) {
        repetitions = 0;
        parts.add(item(depth));
      } else {
        break;
      }
      in.skipSpace(depth > 0);
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private Expression item(int depth) {
    int place = in.place();
    if (in.take("(")) {
      if (depth == DEEPEST) {
        throw in.problem(place, "parentheses are nested more than %d deep".formatted(DEEPEST));
      }
      in.skipSpace(true);
      Expression body = alternatives(depth + 1);
      if (!in.take(")")) {
        throw in.problem(
            place, "'(' is not closed; ')' was expected, not %s".formatted(in.shown()));
      }
      return body;
    }
    if (in.take(".")) {
      return new AnyBut(CharacterSet.NONE);
    }
    if (in.take("\"")) {
      return Expression.text(in.literal(place));
    }
    if (in.take("[")) {
      return in.take("^")
          ? new AnyBut(in.characterClass(place))
          : new Characters(in.characterClass(place));
    }
    String name = in.name();
    firstUses.putIfAbsent(name, place);
    return named(name);
  }

  private Expression repeated(Expression body) {
    if (in.take("?")) {
      return Expression.optional(body);
    }
    if (in.take("*")) {
      return Expression.atLeast(0, body);
    }
    if (in.take("+")) {
      return Expression.atLeast(1, body);
    }
    int place = in.place();
    in.take("{");
    in.skipSpace(false);
    int least = in.number(place, MOST_REPETITIONS);
    int most = least;
    in.skipSpace(false);
    if (in.take(",")) {
      in.skipSpace(false);
      most = in.atDigit() ? in.number(place, MOST_REPETITIONS) : Repeat.UNBOUNDED;
      in.skipSpace(false);
    }
    if (!in.take("}")) {
      throw in.problem(place, "a repetition is written {n}, {n,} or {n,m}");
    }
    if (most != Repeat.UNBOUNDED && most < least) {
      throw in.problem(place, "{%d,%d}: the second number is the smaller".formatted(least, most));
    }
    return new Repeat(body, least, most);
  }
}
