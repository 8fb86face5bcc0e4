package llamajar.text.grammar;

import java.util.Arrays;

/// A growing list of labelled edges between nodes.
final class Edges {
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] labels = new int[64];
  private int size;

  void add(int source, int target, int label) {
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
      labels = Arrays.copyOf(labels, 2 * size);
    }
    from[size] = source;
    to[size] = target;
    labels[size++] = label;
  }

  int size() {
    return size;
  }

  int from(int edge) {
    return from[edge];
  }

  int to(int edge) {
    return to[edge];
  }

  int label(int edge) {
    return labels[edge];
  }

  /// The edges by their source.
  Grouped bySource(int nodes) {
    return grouped(from, nodes);
  }

  /// The edges by their target.
  Grouped byTarget(int nodes) {
    return grouped(to, nodes);
  }

  /// Edges in groups, one for each node.
  static final class Grouped {
    /// For each node where its edges begin, and one more.
    final int[] starts;

    /// Indices of edges.
    final int[] edges;

    private Grouped(int[] starts, int[] edges) {
      this.starts = starts;
      this.edges = edges;
    }
  }

  private Grouped grouped(int[] key, int nodes) {
    int[] starts = new int[nodes + 1];
    for (int i = 0; i < size; i++) {
      starts[key[i] + 1]++;
    }
    for (int i = 0; i < nodes; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = Arrays.copyOf(starts, nodes);
    int[] edges = new int[size];
    for (int i = 0; i < size; i++) {
      edges[next[key[i]]++] = i;
    }
    return new Grouped(starts, edges);
  }
}
