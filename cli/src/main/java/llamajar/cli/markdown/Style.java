package llamajar.cli.markdown;

/// How text looks.
enum Style {
  PLAIN(""),
  BOLD("1"),
  ITALIC("3"),
  CODE("36"),
  HEADING("1;4"),
  MARK("33"),
  DIM("2"),
  KEYWORD("35"),
  STRING("32"),
  NUMBER("33"),
  COMMENT("2;3");

  private final String parameters;

  Style(String parameters) {
    this.parameters = parameters;
  }

  /// The sequence that switches to it, whatever was there before.
  String sequence() {
    return parameters.isEmpty() ? "\u001b[0m" : "\u001b[0;" + parameters + "m";
  }
}
