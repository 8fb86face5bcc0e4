package llamajar.text.tokenizer;

/// What kind of thing a token is, with the numbers that GGUF files use.
public enum TokenType {
  /// No type given: never printed.
  UNDEFINED,
  /// Ordinary text.
  NORMAL,
  /// Stands for text that has no token.
  UNKNOWN,
  /// Steers the model, is not part of the text: beginning of sequence, end of turn, and so on.
  CONTROL,
  /// Ordinary text that is recognised before anything else.
  USER_DEFINED,
  /// A free place in the table.
  UNUSED,
  /// A single byte, spelled `<0x41>`.
  BYTE;

  private static final TokenType[] BY_CODE = values();

  /// The type with a code of `tokenizer.ggml.token_type`; unknown codes are [#UNDEFINED].
  public static TokenType of(long code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : UNDEFINED;
  }
}
