package llamajar.text.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Makes cursors, each once.
final class CursorTable {
  private final Automaton automaton;
  private final Map<Key, Cursor> cursors = new HashMap<>();
  private final Map<Long, Cursor> unions = new HashMap<>();
  private final Cursor dead;

  // Nodes found by the closure in progress carry its number.
  private final int[] seen;
  private int search;
  private int[] found = new int[16];
  private int foundCount;
  private int nextId;
  private long weight;

  CursorTable(Automaton automaton) {
    this.automaton = automaton;
    seen = new int[automaton.nodeCount()];
    dead = unique(new int[0]);
  }

  /// Numbers that all cursors hold together, about.
  long weight() {
    return weight;
  }

  /// Forgets all cursors; those in use stay usable, but are no longer unique.
  void clear() {
    cursors.clear();
    unions.clear();
    cursors.put(new Key(dead.nodes), dead);
    weight = 0;
  }

  /// The cursor without nodes.
  Cursor dead() {
    return dead;
  }

  /// The nodes that can be reached from others without reading.
  Cursor closure(int... from) {
    begin();
    for (int node : from) {
      reach(node);
    }
    return close();
  }

  /// Where one byte leads.
  Cursor after(Cursor cursor, int octetClass) {
    Cursor known = cursor.next[octetClass];
    if (known == null) {
      begin();
      int octet = automaton.classBytes[octetClass];
      for (int node : cursor.nodes) {
        for (int i = automaton.byteStarts[node]; i < automaton.byteStarts[node + 1]; i++) {
          int range = automaton.byteRanges[i];
          if (octet >= range >> 8 && octet <= (range & 0xFF)) {
            reach(automaton.byteTargets[i]);
          }
        }
      }
      known = close();
      cursor.next[octetClass] = known;
    }
    return known;
  }

  /// Where to go on after a call.
  ///
  /// @param call index among the cursor's called rules
  Cursor afterCall(Cursor cursor, int call) {
    Cursor known = cursor.afterCalls[call];
    if (known == null) {
      known = closure(cursor.callTargets[call]);
      cursor.afterCalls[call] = known;
    }
    return known;
  }

  /// The nodes of both.
  Cursor union(Cursor one, Cursor other) {
    if (one == other || other.isDead()) {
      return one;
    }
    if (one.isDead()) {
      return other;
    }
    long key = ((long) Math.min(one.id, other.id) << 32) | Math.max(one.id, other.id);
    Cursor known = unions.get(key);
    if (known == null) {
      begin();
      for (int node : one.nodes) {
        reach(node);
      }
      for (int node : other.nodes) {
        reach(node);
      }
      known = close();
      unions.put(key, known);
      weight += 8;
    }
    return known;
  }

  private void begin() {
    search++;
    foundCount = 0;
  }

  private void reach(int node) {
    if (seen[node] != search) {
      seen[node] = search;
      if (foundCount == found.length) {
        found = Arrays.copyOf(found, 2 * foundCount);
      }
      found[foundCount++] = node;
    }
  }

  private Cursor close() {
    int kept = 0;
    for (int next = 0; next < foundCount; next++) {
      int node = found[next];
      for (int i = automaton.skipStarts[node]; i < automaton.skipStarts[node + 1]; i++) {
        reach(automaton.skipTargets[i]);
      }
      if (automaton.reads(node) || automaton.calls(node) || automaton.ends[node]) {
        found[kept++] = node;
      }
    }
    int[] nodes = Arrays.copyOf(found, kept);
    Arrays.sort(nodes);
    return unique(nodes);
  }

  private Cursor unique(int[] nodes) {
    Key key = new Key(nodes);
    Cursor known = cursors.get(key);
    if (known == null) {
      known = make(nodes);
      cursors.put(key, known);
      int[] reading = Arrays.stream(nodes).filter(automaton::reads).toArray();
      known.reading =
          reading.length == 0 ? null : reading.length == nodes.length ? known : unique(reading);
    }
    return known;
  }

  private Cursor make(int[] nodes) {
    boolean ends = false;
    boolean unsettled = nodes.length > 0;
    boolean free = false;
    int calls = 0;
    for (int node : nodes) {
      ends |= automaton.ends[node];
      unsettled &= automaton.unsettled.get(node);
      free |= node >= automaton.firstFree;
      calls += automaton.callStarts[node + 1] - automaton.callStarts[node];
    }
    long[] called = new long[calls];
    int count = 0;
    for (int node : nodes) {
      for (int i = automaton.callStarts[node]; i < automaton.callStarts[node + 1]; i++) {
        called[count++] = ((long) automaton.calledRules[i] << 32) | automaton.callTargets[i];
      }
    }
    Arrays.sort(called);
    int[] rules = Arrays.stream(called).mapToInt(call -> (int) (call >> 32)).distinct().toArray();
    int[][] targets = new int[rules.length][];
    for (int i = 0; i < rules.length; i++) {
      int rule = rules[i];
      targets[i] =
          Arrays.stream(called)
              .filter(call -> call >> 32 == rule)
              .mapToInt(call -> (int) call)
              .distinct()
              .toArray();
    }
    weight += nodes.length + 2L * calls + automaton.classBytes.length + 16;
    return new Cursor(
        nextId++, nodes, ends, unsettled, free, rules, targets, automaton.classBytes.length);
  }
}
