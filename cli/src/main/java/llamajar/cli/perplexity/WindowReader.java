package llamajar.cli.perplexity;

import java.util.OptionalInt;
import llamajar.engine.ContextFullException;
import llamajar.engine.Session;

/// Lets a model read windows of a text and scores what it predicts.
///
/// @param session long enough for a window
/// @param windows which tokens are scored
/// @param start the token that takes the place of each window's first one, if texts begin with one:
///   the model has never seen a text without it
record WindowReader(Session session, Windows windows, OptionalInt start) {

  /// Reads a window and adds its scored tokens.
  ///
  /// @param tokens of the window; the first one is replaced
  void read(int[] tokens, Score score) throws ContextFullException {
    if (start.isPresent()) {
      tokens[0] = start.getAsInt();
    }
    session.truncate(0);
    // The logits at one position predict the token at the next.
    int first = windows.firstScored() - 1;
    int last = windows.length() - 2;
    session.read(
        tokens,
        position -> position >= first && position <= last,
        (position, logits) -> score.add(logits, tokens[position + 1]),
        (done, total) -> true);
  }
}
