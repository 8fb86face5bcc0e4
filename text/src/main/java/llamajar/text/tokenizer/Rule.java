package llamajar.text.tokenizer;

/// One alternative of a splitting pattern.
@FunctionalInterface
interface Rule {
  /// No match.
  int NONE = -1;

  /// Where the match that begins at `at` ends (always after `at`), or [#NONE]. Nothing from `to` on
  /// exists for the rule.
  int end(CodePoints text, int at, int to);
}
