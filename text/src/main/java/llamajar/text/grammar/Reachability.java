package llamajar.text.grammar;

import java.util.Arrays;

/// Which nodes lead where, found by going backwards along edges.
final class Reachability {
  private final boolean[] ends;
  private final int[] ruleStarts;
  private final Edges skips;
  private final Edges bytes;
  private final Edges calls;
  private final Edges.Grouped skipsInto;
  private final Edges.Grouped bytesInto;
  private final Edges.Grouped callsInto;

  Reachability(boolean[] ends, int[] ruleStarts, Edges skips, Edges bytes, Edges calls) {
    this.ends = ends;
    this.ruleStarts = ruleStarts;
    this.skips = skips;
    this.bytes = bytes;
    this.calls = calls;
    skipsInto = skips.byTarget(ends.length);
    bytesInto = bytes.byTarget(ends.length);
    callsInto = calls.byTarget(ends.length);
  }

  /// Nodes from which the end of their rule can be reached.
  boolean[] ending() {
    return reaching(true);
  }

  /// Nodes from which the end of their rule can be reached without a byte.
  boolean[] endingWithoutBytes() {
    return reaching(false);
  }

  /// Nodes behind which something is left to read or call in the same rule.
  boolean[] openEnded() {
    Search search = new Search();
    for (int i = 0; i < bytes.size(); i++) {
      search.reach(bytes.from(i));
    }
    for (int i = 0; i < calls.size(); i++) {
      search.reach(calls.from(i));
    }
    while (search.waiting()) {
      search.reachSources(skips, skipsInto, search.take());
    }
    return search.reached;
  }

  private boolean[] reaching(boolean overBytes) {
    Search search = new Search();
    for (int node = 0; node < ends.length; node++) {
      if (ends[node]) {
        search.reach(node);
      }
    }
    // Calls whose target leads to the end wait for the called rule to do so, by rule.
    Edges waitingCalls = new Edges();
    int[] lastWaiting = new int[ruleStarts.length];
    Arrays.fill(lastWaiting, -1);
    int[] ruleOfStart = new int[ends.length];
    Arrays.fill(ruleOfStart, -1);
    for (int rule = 0; rule < ruleStarts.length; rule++) {
      ruleOfStart[ruleStarts[rule]] = rule;
    }
    while (search.waiting()) {
      int node = search.take();
      search.reachSources(skips, skipsInto, node);
      if (overBytes) {
        search.reachSources(bytes, bytesInto, node);
      }
      for (int i = callsInto.starts[node]; i < callsInto.starts[node + 1]; i++) {
        int call = callsInto.edges[i];
        int rule = calls.label(call);
        if (search.reached[ruleStarts[rule]]) {
          search.reach(calls.from(call));
        } else {
          waitingCalls.add(calls.from(call), lastWaiting[rule], 0);
          lastWaiting[rule] = waitingCalls.size() - 1;
        }
      }
      if (ruleOfStart[node] >= 0) {
        for (int i = lastWaiting[ruleOfStart[node]]; i >= 0; i = waitingCalls.to(i)) {
          search.reach(waitingCalls.from(i));
        }
      }
    }
    return search.reached;
  }

  private final class Search {
    final boolean[] reached = new boolean[ends.length];
    private final int[] stack = new int[ends.length];
    private int size;

    void reach(int node) {
      if (!reached[node]) {
        reached[node] = true;
        stack[size++] = node;
      }
    }

    void reachSources(Edges edges, Edges.Grouped into, int node) {
      for (int i = into.starts[node]; i < into.starts[node + 1]; i++) {
        reach(edges.from(into.edges[i]));
      }
    }

    boolean waiting() {
      return size > 0;
    }

    int take() {
      return stack[--size];
    }
  }
}
