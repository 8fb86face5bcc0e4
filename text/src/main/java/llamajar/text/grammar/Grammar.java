package llamajar.text.grammar;

import java.util.List;
import llamajar.text.grammar.Expression.Rule;
import org.jspecify.annotations.Nullable;

/// A context-free language of texts, ready for use. Immutable as seen from outside, and safe for
/// use by several threads; what was found out about it is kept, so use one for many texts.
public final class Grammar {
  private final List<Rule> rules;
  private final List<Expression> bodies;
  private final Rule root;
  private final Machine machine;

  Grammar(List<Rule> rules, List<Expression> bodies, Rule root, @Nullable List<String> triggers) {
    this.rules = rules;
    this.bodies = bodies;
    this.root = root;
    AutomatonBuilder builder = new AutomatonBuilder(rules, bodies);
    machine = new Machine(builder.build(root, triggers));
  }

  /// Reads GBNF, llama.cpp's notation. The language is that of the rule `root`.
  ///
  /// @throws GrammarException if it can't be used; the message names line and column
  public static Grammar parse(String gbnf) {
    GrammarBuilder builder = new GrammarBuilder();
    return builder.build(rule(gbnf, builder));
  }

  /// The same as a rule of a larger grammar.
  ///
  /// @throws GrammarException as [#parse(String)]
  public static Rule rule(String gbnf, GrammarBuilder builder) {
    return new GbnfParser(gbnf, builder).parse();
  }

  /// The language in which this one begins when a text appears: anything, or anything up to and
  /// including the first trigger and then a text of this language.
  ///
  /// @param triggers which texts begin it; none: nothing does
  /// @throws GrammarException if a trigger is empty
  public Grammar after(List<String> triggers) {
    if (triggers.contains("")) {
      throw new GrammarException("an empty text can't be a trigger");
    }
    return new Grammar(rules, bodies, root, List.copyOf(triggers));
  }

  /// A reader that has read nothing yet.
  public GrammarMatcher matcher() {
    return new GrammarMatcher(machine.start());
  }

  Machine machine() {
    return machine;
  }
}
