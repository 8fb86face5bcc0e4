package llamajar.cli.logits;

import java.io.IOException;
import java.util.Arrays;
import llamajar.cli.json.JsonProblem;
import llamajar.cli.json.JsonText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Token ids as a JSON array.
final class TokenFile {
  private TokenFile() {}

  /// The ids in a text.
  ///
  /// @param source what messages call it
  /// @throws IOException if it is not an array of integers, or empty
  static int[] parse(String text, String source) throws IOException {
    try (JsonParser parser = JsonText.parser(text)) {
      require(parser.nextToken() == JsonToken.START_ARRAY, parser, source, "an array of token ids");
      int[] ids = new int[64];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, parser, source, "a token id");
        if (count == ids.length) {
          ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = parser.getIntValue();
      }
      require(count > 0, parser, source, "at least one token id");
      require(parser.nextToken() == null, parser, source, "nothing after the array");
      return Arrays.copyOf(ids, count);
    } catch (JacksonException e) {
      throw new JsonProblem(source, e);
    }
  }

  private static void require(boolean met, JsonParser parser, String source, String expected)
      throws IOException {
    if (!met) {
      throw new JsonProblem(source, parser.currentTokenLocation(), expected + " was expected");
    }
  }
}
