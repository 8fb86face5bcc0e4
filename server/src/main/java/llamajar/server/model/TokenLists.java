package llamajar.server.model;

import tools.jackson.databind.JsonNode;

/// Tokens in requests.
public final class TokenLists {
  private TokenLists() {}

  /// Whether this is a list of token ids, and not empty.
  public static boolean isTokens(JsonNode node) {
    if (!node.isArray() || node.isEmpty()) {
      return false;
    }
    for (JsonNode element : node.values()) {
      if (!element.isIntegralNumber() || !element.canConvertToInt()) {
        return false;
      }
    }
    return true;
  }

  /// The ids of a list for which [#isTokens(JsonNode)] holds.
  public static int[] tokens(JsonNode node) {
    return node.values().stream().mapToInt(JsonNode::intValue).toArray();
  }
}
