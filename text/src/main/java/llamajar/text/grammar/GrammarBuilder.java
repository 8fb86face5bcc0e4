package llamajar.text.grammar;

import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.Expression.Rule;
import org.jspecify.annotations.Nullable;

/// Collects rules and makes a grammar of them.
public final class GrammarBuilder {
  private static final int MOST_RULES = 100_000;

  private final List<Rule> rules = new ArrayList<>();
  private final List<@Nullable Expression> bodies = new ArrayList<>();

  /// Begins a grammar without rules.
  public GrammarBuilder() {}

  /// A new rule, to be used in expressions at once and to be defined before [#build].
  ///
  /// @param name what messages call it
  public Rule declare(String name) {
    if (rules.size() == MOST_RULES) {
      throw new GrammarException("the grammar has more than %d rules".formatted(MOST_RULES));
    }
    Rule rule = new Rule(rules.size(), name);
    rules.add(rule);
    bodies.add(null);
    return rule;
  }

  /// Says what a rule is.
  public void define(Rule rule, Expression body) {
    if (bodies.set(rule.index(), body) != null) {
      throw new GrammarException("rule '%s' is defined twice".formatted(rule.name()));
    }
  }

  /// A new rule with its body.
  public Rule rule(String name, Expression body) {
    Rule rule = declare(name);
    define(rule, body);
    return rule;
  }

  /// The grammar of all texts that `root` matches.
  ///
  /// @throws GrammarException if a rule is missing or begins with itself, if the rules unfold to
  ///   too much, or if no text matches
  public Grammar build(Rule root) {
    List<Expression> defined = new ArrayList<>(bodies.size());
    for (Rule rule : rules) {
      Expression body = bodies.get(rule.index());
      if (body == null) {
        throw new GrammarException("rule '%s' is not defined".formatted(rule.name()));
      }
      defined.add(body);
    }
    return new Grammar(List.copyOf(rules), defined, root, null);
  }
}
