package llamajar.text.template.guard;

/// How much one rendering may do, so that no template hangs or exhausts memory. Counted, not timed:
/// the same template fails or succeeds on every machine.
///
/// @param steps evaluated expressions, elements gone through, and blocks of text worked on
/// @param memory characters and elements made in all, which bounds what is alive at once
/// @param output characters of the result
/// @param depth nested evaluations, recursive macros included
public record RenderLimits(long steps, long memory, int output, int depth) {
  private static final RenderLimits DEFAULTS =
      new RenderLimits(20_000_000, 192L << 20, 32 << 20, 700);

  /// Far above what conversations of a million tokens need: at most a second or two of work.
  public static RenderLimits defaults() {
    return DEFAULTS;
  }
}
