package llamajar.text.tokenizer;

/// What kind of thing a token is, with the numbers that GGUF files use.
public enum TokenType {
  /// No type given: never printed.
  UNDEFINED(0),
  /// Ordinary text.
  NORMAL(1),
  /// Stands for text that has no token.
  UNKNOWN(2),
  /// Steers the model, is not part of the text: beginning of sequence, end of turn, and so on.
  CONTROL(3),
  /// Ordinary text that is recognised before anything else.
  USER_DEFINED(4),
  /// A free place in the table.
  UNUSED(5),
  /// A single byte, spelled `<0x41>`.
  BYTE(6);

  private static final TokenType[] BY_CODE = values();

  private final byte code;

  TokenType(int code) {
    this.code = (byte) code;
  }

  /// The number of this type in `tokenizer.ggml.token_type`.
  public byte code() {
    return code;
  }

  /// The type with a code of `tokenizer.ggml.token_type`; unknown codes are [#UNDEFINED].
  public static TokenType of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNDEFINED;
  }
}
