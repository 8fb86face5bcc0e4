package llamajar.server.openai;

import java.nio.charset.StandardCharsets;

/// What streams of OpenAI's interface have in common.
final class ServerEvents {
  /// Ends a stream.
  static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private ServerEvents() {}
}
