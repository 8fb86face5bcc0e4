package llamajar.server.model;

import java.nio.charset.StandardCharsets;
import llamajar.text.tokenizer.Tokenizer;

/// Tokens as text by themselves, which need not be whole characters.
public final class TokenText {
  private TokenText() {}

  /// The text; incomplete characters become U+FFFD.
  public static String of(Tokenizer tokenizer, int token) {
    return new String(tokenizer.piece(token, true), StandardCharsets.UTF_8);
  }
}
