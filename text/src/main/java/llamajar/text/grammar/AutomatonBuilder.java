package llamajar.text.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import llamajar.text.grammar.Expression.AnyBut;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Choice;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Expression.Sequence;
import llamajar.text.grammar.Expression.Text;
import llamajar.text.grammar.Expression.UpTo;
import llamajar.text.grammar.Expression.Without;
import org.jspecify.annotations.Nullable;

/// Unfolds expressions into an [Automaton].
final class AutomatonBuilder {
  private static final int MOST_NODES = 1_000_000;
  private static final int MOST_EDGES = 4_000_000;
  private static final int DEEPEST = 600;

  private final List<Rule> rules;
  private final int[] ruleStarts;
  private final int[] ruleEnds;
  private final Edges skips = new Edges();
  private final Edges bytes = new Edges();
  private final Edges calls = new Edges();
  private final Utf8Edges characters = new Utf8Edges(this::newNode, this::read);
  private int nodes;
  private int current;

  AutomatonBuilder(List<Rule> rules, List<Expression> bodies) {
    this.rules = rules;
    ruleStarts = new int[rules.size()];
    ruleEnds = new int[rules.size()];
    for (int i = 0; i < rules.size(); i++) {
      ruleStarts[i] = newNode();
      ruleEnds[i] = newNode();
    }
    for (current = 0; current < rules.size(); current++) {
      unfold(bodies.get(current), ruleStarts[current], ruleEnds[current], 0);
    }
  }

  /// Makes the automaton.
  ///
  /// @param triggers texts before which anything may come; null: the texts begin with `root`
  Automaton build(Rule root, @Nullable List<String> triggers) {
    int firstFree = nodes;
    int rootStart = ruleStarts[root.index()];
    int start = rootStart;
    if (triggers != null) {
      start = search(triggers).build(rootStart);
    }
    boolean[] ends = new boolean[nodes];
    for (int end : ruleEnds) {
      ends[end] = true;
    }
    Arrays.fill(ends, firstFree, nodes, true);
    Reachability reach = new Reachability(ends, ruleStarts, skips, bytes, calls);
    boolean[] nullable = reach.endingWithoutBytes();
    boolean[] productive = reach.ending();
    if (!productive[rootStart]) {
      throw new GrammarException(
          "rule '%s' matches no text: it has no alternative that comes to an end"
              .formatted(root.name()));
    }
    int[] ranks = new RuleOrder(rules, ruleStarts, skips, calls, nullable).ranks();
    return trimmed(
        start, rootStart, firstFree, ends, nullable, productive, reach.openEnded(), ranks);
  }

  private Automaton trimmed(
      int start,
      int root,
      int firstFree,
      boolean[] ends,
      boolean[] nullable,
      boolean[] productive,
      boolean[] openEnded,
      int[] ranks) {
    Edges usefulSkips = productiveOf(skips, productive);
    Edges usefulCalls = new Edges();
    for (int i = 0; i < calls.size(); i++) {
      int called = ruleStarts[calls.label(i)];
      int target = calls.to(i);
      if (!productive[target] || !productive[called]) {
        continue;
      }
      if (!openEnded[target]) {
        usefulSkips.add(calls.from(i), called, 0);
        continue;
      }
      usefulCalls.add(calls.from(i), target, calls.label(i));
      if (nullable[called]) {
        usefulSkips.add(calls.from(i), target, 0);
      }
    }
    Edges usefulBytes = productiveOf(bytes, productive);
    return new Automaton(
        start,
        root,
        firstFree,
        ends,
        characters.unsettled(),
        ruleStarts,
        ranks,
        usefulSkips,
        usefulBytes,
        usefulCalls);
  }

  private static Edges productiveOf(Edges edges, boolean[] productive) {
    Edges useful = new Edges();
    for (int i = 0; i < edges.size(); i++) {
      if (productive[edges.to(i)]) {
        useful.add(edges.from(i), edges.to(i), edges.label(i));
      }
    }
    return useful;
  }

  private void unfold(Expression expression, int from, int to, int depth) {
    if (depth > DEEPEST) {
      throw new GrammarException(
          "rule '%s' is nested more than %d deep".formatted(name(), DEEPEST));
    }
    switch (expression) {
      case Text text -> unfoldText(text.text(), from, to);
      case Characters one -> characters.add(one.set(), from, to);
      case AnyBut anyBut -> characters.addAllBut(anyBut.excluded(), from, to);
      case Sequence sequence -> {
        int at = from;
        for (Expression part : sequence.parts()) {
          int next = newNode();
          unfold(part, at, next, depth + 1);
          at = next;
        }
        skip(at, to);
      }
      case Choice choice -> {
        for (Expression alternative : choice.alternatives()) {
          unfold(alternative, from, to, depth + 1);
        }
      }
      case Repeat repeat -> unfoldRepeat(repeat, from, to, depth);
      case UpTo upTo -> skip(from, search(upTo.ends()).build(to));
      case Without without -> {
        // What the texts lead to has no way on, and goes with all that leads to nothing.
        int found = newNode();
        int first = nodes;
        skip(from, search(without.texts()).build(found));
        for (int node = first, last = nodes; node < last; node++) {
          skip(node, to);
        }
      }
      case Rule rule -> {
        calls.add(from, to, rule.index());
        checkEdges();
      }
    }
  }

  private TriggerEdges search(List<String> texts) {
    return new TriggerEdges(texts, this::newNode, this::read);
  }

  private void unfoldText(String text, int from, int to) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int at = from;
    for (int i = 0; i < utf8.length; i++) {
      int next = i == utf8.length - 1 ? to : newNode();
      read(at, utf8[i] & 0xFF, utf8[i] & 0xFF, next);
      at = next;
    }
    if (utf8.length == 0) {
      skip(from, to);
    }
  }

  private void unfoldRepeat(Repeat repeat, int from, int to, int depth) {
    int at = from;
    for (int i = 0; i < repeat.least(); i++) {
      int next = newNode();
      unfold(repeat.body(), at, next, depth + 1);
      at = next;
    }
    if (repeat.most() == Repeat.UNBOUNDED) {
      // A node of its own, so that nothing else that begins or ends here gets into the loop.
      int loop = newNode();
      skip(at, loop);
      unfold(repeat.body(), loop, loop, depth + 1);
      at = loop;
    }
    for (int i = repeat.least(); i < repeat.most(); i++) {
      int next = newNode();
      unfold(repeat.body(), at, next, depth + 1);
      skip(at, to);
      at = next;
    }
    skip(at, to);
  }

  private void skip(int from, int to) {
    skips.add(from, to, 0);
    checkEdges();
  }

  private void read(int from, int low, int high, int to) {
    bytes.add(from, to, (low << 8) | high);
    checkEdges();
  }

  private int newNode() {
    if (nodes == MOST_NODES) {
      throw tooLarge();
    }
    return nodes++;
  }

  private void checkEdges() {
    if (skips.size() + bytes.size() + calls.size() > MOST_EDGES) {
      throw tooLarge();
    }
  }

  private GrammarException tooLarge() {
    return new GrammarException(
        "rule '%s' makes the grammar too large (more than %d steps); lower its repetitions"
            .formatted(name(), MOST_NODES));
  }

  private String name() {
    return current < rules.size() ? rules.get(current).name() : "triggers";
  }
}
