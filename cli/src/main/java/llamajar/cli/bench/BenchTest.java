package llamajar.cli.bench;

/// What is measured: reading a prompt, or generating.
///
/// @param kind which of the two
/// @param tokens how many
record BenchTest(Kind kind, int tokens) {
  /// The two things a model does.
  enum Kind {
    /// Reading a prompt in batches.
    PROMPT,
    /// Reading tokens one at a time, as when they are generated.
    GENERATION
  }

  /// The name that llama-bench uses: `pp512`, `tg128`.
  String label() {
    return switch (kind) {
      case PROMPT -> "pp" + tokens;
      case GENERATION -> "tg" + tokens;
    };
  }
}
