package llamajar.cli.markdown;

import java.util.Set;

/// Colours for code, whatever the language: strings, numbers, comments, and the keywords that the
/// common languages share. Holds back at most a word.
final class CodeHighlighter {
  private static final Set<String> KEYWORDS =
      Set.of(
          "abstract",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "bool",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "const",
          "continue",
          "def",
          "default",
          "del",
          "do",
          "double",
          "elif",
          "else",
          "enum",
          "except",
          "export",
          "extends",
          "false",
          "False",
          "final",
          "finally",
          "float",
          "fn",
          "for",
          "from",
          "func",
          "function",
          "if",
          "impl",
          "implements",
          "import",
          "in",
          "int",
          "interface",
          "is",
          "lambda",
          "let",
          "long",
          "match",
          "mod",
          "mut",
          "namespace",
          "new",
          "nil",
          "None",
          "not",
          "null",
          "or",
          "package",
          "pass",
          "private",
          "protected",
          "pub",
          "public",
          "raise",
          "record",
          "return",
          "self",
          "short",
          "static",
          "String",
          "struct",
          "super",
          "switch",
          "then",
          "this",
          "throw",
          "true",
          "True",
          "try",
          "type",
          "use",
          "using",
          "var",
          "void",
          "where",
          "while",
          "with",
          "yield",
          "SELECT",
          "FROM",
          "WHERE",
          "INSERT",
          "UPDATE",
          "CREATE",
          "TABLE",
          "echo",
          "fi",
          "done");

  private final WrappedOutput out;
  private final String lineComment;
  private final StringBuilder word = new StringBuilder();
  private char quote;
  private boolean escaped;
  private boolean comment;
  private boolean held;

  /// @param language as it stands behind the fence
  CodeHighlighter(WrappedOutput out, String language) {
    this.out = out;
    lineComment =
        switch (language) {
          case "python", "py", "sh", "bash", "shell", "ruby", "rb", "yaml", "yml", "toml", "r" ->
              "#";
          case "sql", "lua", "haskell", "hs" -> "--";
          case "html", "xml", "json", "markdown", "md", "text", "" -> "";
          default -> "//";
        };
  }

  void accept(String text) {
    text.codePoints().forEach(this::accept);
  }

  private void accept(int point) {
    if (held && point == lineComment.charAt(1)) {
      comment = true;
    }
    release();
    if (Character.isLetterOrDigit(point) || point == '_') {
      if (quote == 0 && !comment) {
        word.appendCodePoint(point);
      } else {
        show(point);
      }
      escaped = false;
      return;
    }
    endWord();
    boolean wasEscaped = escaped;
    escaped = quote != 0 && point == '\\' && !escaped;
    if (quote != 0) {
      show(point);
      quote = point == quote && !wasEscaped ? 0 : quote;
    } else if (!comment && (point == '"' || point == '\'' || point == '`')) {
      quote = (char) point;
      show(point);
    } else if (!comment && lineComment.length() == 2 && point == lineComment.charAt(0)) {
      held = true;
    } else {
      comment |= lineComment.length() == 1 && point == lineComment.charAt(0);
      show(point);
    }
  }

  /// Shows what may have begun a comment.
  private void release() {
    if (held) {
      held = false;
      show(lineComment.charAt(0));
    }
  }

  private void show(int point) {
    Style style = quote != 0 ? Style.STRING : comment ? Style.COMMENT : Style.PLAIN;
    out.verbatim(Character.toString(point), style);
  }

  /// A line has ended: so have strings and comments on it.
  void endLine() {
    release();
    endWord();
    quote = 0;
    comment = false;
    escaped = false;
  }

  private void endWord() {
    if (!word.isEmpty()) {
      String text = word.toString();
      word.setLength(0);
      boolean number = Character.isDigit(text.charAt(0));
      out.verbatim(
          text, number ? Style.NUMBER : KEYWORDS.contains(text) ? Style.KEYWORD : Style.PLAIN);
    }
  }
}
