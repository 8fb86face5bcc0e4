package llamajar.text.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// JSON as values.
public final class JsonReader {
  private final String text;
  private final Budget budget;
  private int at;

  private JsonReader(String text, Budget budget) {
    this.text = text;
    this.budget = budget;
  }

  /// The value of a JSON text.
  ///
  /// @throws TemplateException if it is none
  public static Value read(String text, Budget budget) {
    budget.allocate(text.length());
    JsonReader reader = new JsonReader(text, budget);
    reader.skipSpace();
    Value value = reader.value();
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.problem("something follows the JSON value");
    }
    return value;
  }

  private Value value() {
    budget.enter();
    try {
      return switch (peek()) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> new Text(string());
        case 't' -> word("true", Bool.TRUE);
        case 'f' -> word("false", Bool.FALSE);
        case 'n' -> word("null", None.NONE);
        default -> number();
      };
    } finally {
      budget.leave();
    }
  }

  private Value object() {
    DictValue dict = new DictValue();
    at++;
    skipSpace();
    while (peek() != '}') {
      if (dict.size() > 0) {
        expect(',');
        skipSpace();
      }
      if (peek() != '"') {
        throw problem("a key in quotes is missing");
      }
      String key = string();
      skipSpace();
      expect(':');
      skipSpace();
      dict.put(key, value());
      skipSpace();
      if (peek() != ',' && peek() != '}') {
        throw problem("a comma is missing");
      }
    }
    at++;
    return dict;
  }

  private Value array() {
    List<Value> items = new ArrayList<>();
    at++;
    skipSpace();
    while (peek() != ']') {
      if (!items.isEmpty()) {
        expect(',');
        skipSpace();
      }
      items.add(value());
      skipSpace();
    }
    at++;
    return new ListValue(items);
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    at++;
    while (peek() != '"') {
      char unit = text.charAt(at++);
      if (unit < ' ') {
        throw problem("a control character stands in a string");
      }
      string.append(unit == '\\' ? escape() : unit);
    }
    at++;
    return string.toString();
  }

  private char escape() {
    char kind = peek();
    at++;
    return switch (kind) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> kind;
      case 'u' -> unit();
      default -> throw problem("there is no escape \\" + kind);
    };
  }

  private char unit() {
    int end = at + 4;
    if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]{4}")) {
      throw problem("\\u wants four hexadecimal digits");
    }
    char unit = (char) Integer.parseInt(text, at, end, 16);
    at = end;
    return unit;
  }

  private Value word(String word, Value value) {
    if (!text.startsWith(word, at)) {
      throw problem("this is no JSON");
    }
    at += word.length();
    return value;
  }

  private Value number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw problem("this is no JSON");
    }
    if (number.matches("-?[0-9]+")) {
      if (number.length() > 4300) {
        throw problem("the number is too long");
      }
      return new Int(new BigInteger(number));
    }
    return new Real(Double.parseDouble(number));
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw problem("'%s' is missing".formatted(wanted));
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw problem("the JSON text ends too early");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private TemplateException problem(String what) {
    return TemplateException.evaluation("JSON, character %d: %s".formatted(at, what));
  }
}
