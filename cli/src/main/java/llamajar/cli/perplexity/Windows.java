package llamajar.cli.perplexity;

import llamajar.cli.option.UsageException;

/// How a text is cut into windows that the model sees, and which of their tokens are scored.
///
/// Without a stride, windows follow each other and the second half of each is scored, as llama.cpp
/// does: of a window of `n` tokens those from `n/2 + 1` on, each predicted from all before it in
/// the window. With a stride, windows begin `stride` tokens after each other and the last `stride`
/// tokens of each are scored, so that each has at least `n - stride` tokens before it.
///
/// @param length tokens in a window
/// @param step tokens from the beginning of one window to that of the next
/// @param firstScored index in the window of the first token that is scored
record Windows(int length, int step, int firstScored) {
  private static final int SHORTEST = 4;

  /// Windows of half-scored text.
  ///
  /// @throws UsageException if they would be too short
  static Windows halves(int length) {
    requireLength(length);
    return new Windows(length, length, length / 2 + 1);
  }

  /// Overlapping windows.
  ///
  /// @throws UsageException if the stride does not fit in a window
  static Windows strided(int length, int stride) {
    requireLength(length);
    if (stride < 1 || stride >= length) {
      throw new UsageException(
          "--stride %d: give a number from 1 to %d, less than the window (-c)"
              .formatted(stride, length - 1));
    }
    return new Windows(length, stride, length - stride);
  }

  /// How many whole windows a text has.
  int count(int tokens) {
    return tokens < length ? 0 : 1 + (tokens - length) / step;
  }

  private static void requireLength(int length) {
    if (length < SHORTEST) {
      throw new UsageException(
          "-c %d: give a window of at least %d tokens".formatted(length, SHORTEST));
    }
  }
}
