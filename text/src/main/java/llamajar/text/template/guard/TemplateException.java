package llamajar.text.template.guard;

/// A template that can't be parsed or rendered. The message is one line: where and why.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Whose fault it is.
  public enum Kind {
    /// The text is no template.
    SYNTAX,
    /// Something can't be computed with these values.
    EVALUATION,
    /// The template refused the conversation with `raise_exception`.
    RAISED,
    /// It did more than [RenderLimits] allows.
    LIMIT
  }

  private final Kind kind;
  private final String reason;
  private final int line;

  /// @param line of the template, from 1; 0 if not known
  public TemplateException(Kind kind, String reason, int line) {
    super(line == 0 ? reason : "line %d: %s".formatted(line, reason));
    this.kind = kind;
    this.reason = reason;
    this.line = line;
  }

  /// Something that can't be computed; whoever knows the line adds it.
  public static TemplateException evaluation(String reason) {
    return new TemplateException(Kind.EVALUATION, reason, 0);
  }

  /// Too much of something; whoever knows the line adds it.
  public static TemplateException limit(String reason) {
    return new TemplateException(Kind.LIMIT, reason, 0);
  }

  /// The same with a line, unless it has one.
  public TemplateException at(int knownLine) {
    if (line != 0) {
      return this;
    }
    TemplateException placed = new TemplateException(kind, reason, knownLine);
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  /// Whose fault it is.
  public Kind kind() {
    return kind;
  }

  /// The message without the line; what the template said if it was raised.
  public String reason() {
    return reason;
  }

  /// Line of the template, from 1; 0 if not known.
  public int line() {
    return line;
  }
}
