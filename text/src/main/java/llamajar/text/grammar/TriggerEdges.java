package llamajar.text.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;

/// Nodes that read any bytes up to the first of some texts (Aho and Corasick, *Efficient string
/// matching*, 1975).
final class TriggerEdges {
  private static final int NONE = -1;

  private final IntSupplier newNode;
  private final Utf8Edges.Reader reader;

  /// For each place in the tree of triggers, the next one for each byte.
  private final List<int[]> next = new ArrayList<>();

  private final List<Boolean> complete = new ArrayList<>();

  TriggerEdges(List<String> triggers, IntSupplier newNode, Utf8Edges.Reader reader) {
    this.newNode = newNode;
    this.reader = reader;
    newPlace();
    for (String trigger : triggers) {
      int place = 0;
      for (byte octet : trigger.getBytes(StandardCharsets.UTF_8)) {
        int[] children = next.get(place);
        if (children[octet & 0xFF] == NONE) {
          children[octet & 0xFF] = newPlace();
        }
        place = children[octet & 0xFF];
      }
      complete.set(place, true);
    }
  }

  private int newPlace() {
    int[] children = new int[256];
    Arrays.fill(children, NONE);
    next.add(children);
    complete.add(false);
    return next.size() - 1;
  }

  /// Adds the nodes.
  ///
  /// @param then where a trigger leads
  /// @return where to begin
  int build(int then) {
    connect();
    int[] nodes = new int[next.size()];
    for (int place = 0; place < nodes.length; place++) {
      nodes[place] = complete.get(place) ? then : newNode.getAsInt();
    }
    for (int place = 0; place < nodes.length; place++) {
      int[] targets = next.get(place);
      for (int low = 0; low < 256 && !complete.get(place); ) {
        int high = low;
        while (high < 255 && targets[high + 1] == targets[low]) {
          high++;
        }
        reader.read(nodes[place], low, high, nodes[targets[low]]);
        low = high + 1;
      }
    }
    return nodes[0];
  }

  /// Fills in where bytes lead that do not continue a trigger: to the longest end of what was read
  /// that begins one.
  private void connect() {
    int[] fallback = new int[next.size()];
    Deque<Integer> places = new ArrayDeque<>(List.of(0));
    while (!places.isEmpty()) {
      int place = places.remove();
      int[] shorter = next.get(fallback[place]);
      int[] targets = next.get(place);
      if (complete.get(fallback[place])) {
        complete.set(place, true);
      }
      for (int octet = 0; octet < 256; octet++) {
        int child = targets[octet];
        int elsewhere = place == 0 ? 0 : shorter[octet];
        if (child == NONE) {
          targets[octet] = elsewhere;
        } else {
          fallback[child] = elsewhere;
          places.add(child);
        }
      }
    }
  }
}
