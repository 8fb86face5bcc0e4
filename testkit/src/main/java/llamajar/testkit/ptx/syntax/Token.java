package llamajar.testkit.ptx.syntax;

/// A word, number, text or sign of PTX.
///
/// @param line where it begins, counted from one
record Token(Kind kind, String text, int line) {

  enum Kind {
    /// A name, opcode or directive, with the dots that are in it.
    WORD,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  boolean is(String expected) {
    return kind != Kind.STRING && text.equals(expected);
  }
}
