package llamajar.cli.tokenize;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import llamajar.cli.json.JsonProblem;
import llamajar.cli.json.JsonText;
import llamajar.cli.option.LineSource;
import llamajar.cli.terminal.TextOutput;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The batch form: a line of ids for each line of text. The first bad line ends it with an error
/// that names the line, so that no answer is ever taken for another line's.
final class JsonLines {
  private final Tokenizer tokenizer;
  private final boolean addSpecial;
  private final boolean parseSpecial;
  private final TextOutput out;

  /// @param addSpecial what lines without `add_special` want
  /// @param parseSpecial what lines without `parse_special` want
  JsonLines(Tokenizer tokenizer, boolean addSpecial, boolean parseSpecial, TextOutput out) {
    this.tokenizer = tokenizer;
    this.addSpecial = addSpecial;
    this.parseSpecial = parseSpecial;
    this.out = out;
  }

  /// Answers all lines but empty ones. Answers are written as soon as no more input is waiting, so
  /// that another program can ask line by line.
  void answerAll(InputStream input) throws IOException {
    LineSource lines = new LineSource(input, "standard input");
    Optional<String> line = lines.next();
    while (line.isPresent()) {
      answer(line.get(), lines.place());
      if (lines.mustWait()) {
        out.flush();
      }
      line = lines.next();
    }
  }

  private void answer(String line, String source) throws IOException {
    Question question = question(line, source);
    int[] ids = tokenizer.encode(question.text, question.addSpecial, question.parseSpecial);
    out.line("{\"ids\":" + Arrays.toString(ids) + "}");
  }

  private record Question(String text, boolean addSpecial, boolean parseSpecial) {}

  private Question question(String line, String source) throws IOException {
    @Nullable String text = null;
    boolean withSpecial = addSpecial;
    boolean parsingSpecial = parseSpecial;
    try (JsonParser parser = JsonText.parser(line)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, parser, source, "an object");
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "text" -> {
            require(value == JsonToken.VALUE_STRING, parser, source, "a string as text");
            text = parser.getString();
          }
          case "add_special" -> withSpecial = truth(parser, source);
          case "parse_special" -> parsingSpecial = truth(parser, source);
          default -> parser.skipChildren();
        }
      }
      require(parser.nextToken() == null, parser, source, "nothing after the object");
      if (text == null) {
        throw new JsonProblem(source, parser.currentTokenLocation(), "the key \"text\" is missing");
      }
      return new Question(text, withSpecial, parsingSpecial);
    } catch (JacksonException e) {
      throw new JsonProblem(source, e);
    }
  }

  private static boolean truth(JsonParser parser, String source) throws IOException {
    boolean isTruth =
        parser.currentToken() == JsonToken.VALUE_TRUE
            || parser.currentToken() == JsonToken.VALUE_FALSE;
    require(isTruth, parser, source, "true or false");
    return parser.getBooleanValue();
  }

  private static void require(boolean met, JsonParser parser, String source, String expected)
      throws IOException {
    if (!met) {
      throw new JsonProblem(source, parser.currentTokenLocation(), expected + " was expected");
    }
  }
}
