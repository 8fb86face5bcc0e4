package llamajar.server.chat;

import java.util.UUID;

/// Identities of calls of tools.
final class CallIds {
  private static final int LENGTH = 24;

  private CallIds() {}

  static String next() {
    return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, LENGTH);
  }
}
