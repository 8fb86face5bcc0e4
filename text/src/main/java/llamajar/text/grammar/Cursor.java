package llamajar.text.grammar;

import org.jspecify.annotations.Nullable;

/// Where one call of a rule may be: a set of nodes. Unique for its nodes within a [Machine].
final class Cursor {
  /// Unlike any other cursor of the machine, ever.
  final int id;

  /// Rising; those that read, call or end, without those that only lead to others.
  final int[] nodes;

  /// Whether the rule may end here.
  final boolean ends;

  /// Whether it is inside a character that can still become an excluded one.
  final boolean unsettled;

  /// Whether any byte may come, as no trigger has appeared yet.
  final boolean free;

  /// Rules that may be called from here.
  final int[] calledRules;

  /// For each of them, the nodes to go on at.
  final int[][] callTargets;

  /// For each of them, where to go on; null: not known yet.
  final @Nullable Cursor[] afterCalls;

  /// The part that reads; null if nothing does. The cursor itself, if all of it does.
  @Nullable Cursor reading;

  /// Where each class of bytes leads; null: not known yet. The machine's dead cursor: nowhere.
  final @Nullable Cursor[] next;

  Cursor(
      int id,
      int[] nodes,
      boolean ends,
      boolean unsettled,
      boolean free,
      int[] calledRules,
      int[][] callTargets,
      int classes) {
    this.id = id;
    this.nodes = nodes;
    this.ends = ends;
    this.unsettled = unsettled;
    this.free = free;
    this.calledRules = calledRules;
    this.callTargets = callTargets;
    this.afterCalls = new @Nullable Cursor[callTargets.length];
    this.next = new @Nullable Cursor[classes];
  }

  boolean isDead() {
    return nodes.length == 0;
  }
}
