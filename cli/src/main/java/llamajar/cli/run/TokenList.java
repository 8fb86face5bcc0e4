package llamajar.cli.run;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import llamajar.cli.terminal.TerminalText;
import llamajar.text.tokenizer.Tokenizer;

/// Tokens for people to read.
final class TokenList {
  private TokenList() {}

  /// Writes one line for each token.
  static void print(Tokenizer tokenizer, int[] tokens, PrintStream err) {
    err.println("prompt: " + tokens.length + " tokens");
    for (int token : tokens) {
      err.println("  " + token + " '" + TerminalText.oneLine(text(tokenizer, token)) + "'");
    }
  }

  /// A token's text; bytes that are no character become U+FFFD.
  static String text(Tokenizer tokenizer, int token) {
    return new String(tokenizer.piece(token, true), StandardCharsets.UTF_8);
  }
}
