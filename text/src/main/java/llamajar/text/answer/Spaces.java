package llamajar.text.answer;

import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;

/// The white space that grammars of answers leave to models: some, so that each may write as it was
/// trained, but never without end.
final class Spaces {
  private static final int MOST = 8;

  /// Between parts that need none.
  static final Expression GAP = new Repeat(Expression.anyOf(" \n"), 0, MOST);

  /// At the end of a line that some models leave open.
  static final Expression LINE_END = Expression.optional(Expression.text("\n"));

  private Spaces() {}
}
