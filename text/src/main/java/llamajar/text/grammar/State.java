package llamajar.text.grammar;

import org.jspecify.annotations.Nullable;

/// All that is known after some bytes: what may be read next, in which calls. Unique for its
/// content within a [Machine].
final class State {
  private final Machine machine;

  /// Cursors that read, each in the frame of the same index.
  final Cursor[] cursors;

  final Frame[] frames;

  /// Whether the text is one of the language.
  final boolean complete;

  /// Whether the whole characters read are a text of the language, and what has come of another one
  /// can be continued.
  final boolean mayEnd;

  /// Bytes that the character in progress still needs.
  final int missing;

  /// Whether a token may end here.
  final boolean settled;

  /// Where each class of bytes leads; null: not known yet.
  private final @Nullable State[] next;

  State(Machine machine, Calls calls, Ending ending, int classes) {
    this.machine = machine;
    cursors = calls.cursors();
    frames = calls.frames();
    complete = ending.complete;
    mayEnd = ending.mayEnd;
    missing = ending.missing;
    boolean anySettled = complete || cursors.length == 0;
    for (Cursor cursor : cursors) {
      anySettled |= !cursor.unsettled;
    }
    settled = anySettled;
    next = new @Nullable State[cursors.length == 0 ? 0 : classes];
  }

  /// How the text stands after a state's bytes.
  ///
  /// @param complete whether it is one of the language
  /// @param mayEnd whether its whole characters are
  /// @param missing bytes that the character in progress still needs
  record Ending(boolean complete, boolean mayEnd, int missing) {
    int code() {
      return 4 * missing + (complete ? 2 : 0) + (mayEnd ? 1 : 0);
    }
  }

  /// Whether the text can go on.
  boolean reads() {
    return cursors.length > 0;
  }

  /// Whether nothing with this beginning is in the language.
  boolean isDead() {
    return cursors.length == 0 && !complete;
  }

  /// Whether a trigger is awaited, so that anything may come.
  boolean isFree() {
    return cursors.length > 0 && cursors[0].free;
  }

  /// The state after one more byte.
  State after(byte octet) {
    if (cursors.length == 0) {
      return machine.dead();
    }
    int octetClass = machine.classOf(octet);
    State known = next[octetClass];
    if (known == null) {
      known = machine.step(this, octetClass);
      next[octetClass] = known;
    }
    return known;
  }
}
