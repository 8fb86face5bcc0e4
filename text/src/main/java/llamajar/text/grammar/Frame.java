package llamajar.text.grammar;

import org.jspecify.annotations.Nullable;

/// Where to go on when a rule ends: in any of several callers. Unique for its content within a
/// [Machine].
final class Frame {
  /// Unlike any other frame of the machine, ever.
  final int id;

  /// What is left of each caller; empty: the text is complete.
  final Cursor[] cursors;

  /// The callers' own frames.
  final Frame[] frames;

  /// The state after the rule has ended, once it has been asked for.
  @Nullable State resumed;

  Frame(int id, Cursor[] cursors, Frame[] frames) {
    this.id = id;
    this.cursors = cursors;
    this.frames = frames;
  }

  /// Whether the end of the rule is the end of the text.
  boolean isBottom() {
    return cursors.length == 0;
  }
}
