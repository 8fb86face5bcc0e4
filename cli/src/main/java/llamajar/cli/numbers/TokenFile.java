package llamajar.cli.numbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import llamajar.cli.json.JsonProblem;
import llamajar.cli.json.JsonText;
import llamajar.cli.option.Utf8Text;
import llamajar.cli.terminal.Environment;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Token ids as a JSON array.
public final class TokenFile {
  private static final String STANDARD_INPUT = "-";

  private TokenFile() {}

  /// The ids in a file, or in standard input if its name is `-`.
  ///
  /// @throws IOException if it can't be read, is not an array of integers, or empty
  public static int[] read(String file, Environment environment) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      String source = shownName(file);
      return parse(Utf8Text.decode(environment.in().readAllBytes(), source), source);
    }
    return parse(Utf8Text.read(Path.of(file)), file);
  }

  private static String shownName(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  /// Refuses ids that a model does not have.
  ///
  /// @param file where they come from
  /// @throws IOException naming the first of them
  public static void requireInVocabulary(int[] tokens, int vocabularySize, String file)
      throws IOException {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabularySize) {
        throw new IOException(
            "%s: token %d at position %d is not in the model's vocabulary; it has the tokens 0 to %d"
                .formatted(shownName(file), tokens[i], i, vocabularySize - 1));
      }
    }
  }

  /// The ids in a text.
  ///
  /// @param source what messages call it
  /// @throws IOException if it is not an array of integers, or empty
  public static int[] parse(String text, String source) throws IOException {
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
