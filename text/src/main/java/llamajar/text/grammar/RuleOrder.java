package llamajar.text.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.text.grammar.Expression.Rule;

/// Orders rules so that one that can begin with another comes before it, and refuses those that
/// begin with themselves.
final class RuleOrder {
  private enum Mark {
    NEW,
    OPEN,
    DONE
  }

  private final List<Rule> rules;
  private final int[] ruleStarts;
  private final Edges skips;
  private final Edges calls;
  private final Edges.Grouped skipsFrom;
  private final Edges.Grouped callsFrom;
  private final boolean[] nullable;

  RuleOrder(List<Rule> rules, int[] ruleStarts, Edges skips, Edges calls, boolean[] nullable) {
    this.rules = rules;
    this.ruleStarts = ruleStarts;
    this.skips = skips;
    this.calls = calls;
    this.nullable = nullable;
    skipsFrom = skips.bySource(nullable.length);
    callsFrom = calls.bySource(nullable.length);
  }

  /// The place of each rule.
  ///
  /// @throws GrammarException if a rule begins with itself
  int[] ranks() {
    int[][] first = new int[rules.size()][];
    boolean[] seen = new boolean[nullable.length];
    for (int rule = 0; rule < first.length; rule++) {
      first[rule] = firstCalls(ruleStarts[rule], seen);
    }
    int[] ranks = new int[rules.size()];
    int nextRank = rules.size();
    Mark[] marks = new Mark[rules.size()];
    Arrays.fill(marks, Mark.NEW);
    int[] path = new int[rules.size()];
    int[] progress = new int[rules.size()];
    for (int root = 0; root < first.length; root++) {
      int depth = -1;
      if (marks[root] == Mark.NEW) {
        path[++depth] = root;
        marks[root] = Mark.OPEN;
      }
      while (depth >= 0) {
        int rule = path[depth];
        if (progress[rule] == first[rule].length) {
          marks[rule] = Mark.DONE;
          ranks[rule] = --nextRank;
          depth--;
          continue;
        }
        int called = first[rule][progress[rule]++];
        switch (marks[called]) {
          case NEW -> {
            marks[called] = Mark.OPEN;
            path[++depth] = called;
          }
          case OPEN -> throw leftRecursion(path, depth, called);
          case DONE -> {}
        }
      }
    }
    return ranks;
  }

  private GrammarException leftRecursion(int[] path, int depth, int called) {
    int from = depth;
    while (path[from] != called) {
      from--;
    }
    StringBuilder way = new StringBuilder();
    for (int i = from + 1; i <= Math.min(depth, from + 5); i++) {
      way.append(way.isEmpty() ? " by way of " : ", ");
      way.append('\'').append(rules.get(path[i]).name()).append('\'');
    }
    return new GrammarException(
        "rule '%s' begins with itself%s (left recursion); put what it repeats behind, as in a ::= b (\",\" b)*"
            .formatted(rules.get(called).name(), way));
  }

  /// Rules that can be called from a node before anything is read.
  private int[] firstCalls(int start, boolean[] seen) {
    List<Integer> called = new ArrayList<>();
    List<Integer> nodes = new ArrayList<>();
    nodes.add(start);
    seen[start] = true;
    for (int next = 0; next < nodes.size(); next++) {
      int node = nodes.get(next);
      for (int i = skipsFrom.starts[node]; i < skipsFrom.starts[node + 1]; i++) {
        visit(skips.to(skipsFrom.edges[i]), nodes, seen);
      }
      for (int i = callsFrom.starts[node]; i < callsFrom.starts[node + 1]; i++) {
        int call = callsFrom.edges[i];
        called.add(calls.label(call));
        if (nullable[ruleStarts[calls.label(call)]]) {
          visit(calls.to(call), nodes, seen);
        }
      }
    }
    for (int node : nodes) {
      seen[node] = false;
    }
    return called.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  private static void visit(int node, List<Integer> nodes, boolean[] seen) {
    if (!seen[node]) {
      seen[node] = true;
      nodes.add(node);
    }
  }
}
