package llamajar.text.template.value;

import java.util.Map;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// `'...{}...'.format(values)`.
final class BraceFormat {
  private static final int MAX_NESTING = 2;

  private final Budget budget;
  private final Arguments arguments;
  private int automatic;

  BraceFormat(Arguments arguments, Budget budget) {
    this.arguments = arguments;
    this.budget = budget;
  }

  /// The text.
  String format(String format) {
    return format(format, 0);
  }

  private String format(String format, int nesting) {
    if (nesting == MAX_NESTING) {
      throw TemplateException.evaluation("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char unit = format.charAt(at);
      boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == unit;
      if ((unit == '{' || unit == '}') && doubled) {
        out.append(unit);
        at += 2;
      } else if (unit == '{') {
        int end = closing(format, at);
        String made = field(format.substring(at + 1, end), nesting);
        budget.allocate(made.length() + 1L);
        out.append(made);
        at = end + 1;
      } else if (unit == '}') {
        throw TemplateException.evaluation("Single '}' encountered in format string");
      } else {
        out.append(unit);
        at++;
      }
    }
    budget.allocate(out.length());
    return out.toString();
  }

  private static int closing(String format, int open) {
    int depth = 0;
    for (int i = open; i < format.length(); i++) {
      if (format.charAt(i) == '{') {
        depth++;
      } else if (format.charAt(i) == '}' && --depth == 0) {
        return i;
      }
    }
    throw TemplateException.evaluation("expected '}' before end of string");
  }

  private String field(String field, int nesting) {
    int colon = specStart(field);
    String spec = colon < 0 ? "" : format(field.substring(colon + 1), nesting + 1);
    String name = colon < 0 ? field : field.substring(0, colon);
    int mark = name.indexOf('!');
    if (mark < 0) {
      return FormatSpec.format(value(name), spec, budget);
    }
    Value value = value(name.substring(0, mark));
    String converted =
        switch (name.substring(mark + 1)) {
          case "s" -> Printer.text(value, budget);
          case "r", "a" -> Printer.represent(value, budget);
          default -> throw TemplateException.evaluation("Unknown conversion in format string");
        };
    return FormatSpec.format(new Text(converted), spec, budget);
  }

  private static int specStart(String field) {
    int bracket = field.indexOf('[');
    int colon = field.indexOf(':');
    return bracket >= 0 && bracket < colon ? field.indexOf(':', field.indexOf(']')) : colon;
  }

  private Value value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Value value = argument(path.substring(0, end));
    int at = end;
    while (at < path.length()) {
      boolean item = path.charAt(at) == '[';
      int stop = item ? path.indexOf(']', at) : nextPart(path, at + 1);
      if (stop < 0) {
        throw TemplateException.evaluation("Missing ']' in format string");
      }
      String key = path.substring(at + 1, stop);
      value = item ? element(value, key) : Attributes.attribute(value, key, budget);
      at = item ? stop + 1 : stop;
    }
    return value;
  }

  private static int nextPart(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    return at;
  }

  private Value element(Value value, String key) {
    boolean index = key.matches("\\d{1,9}");
    return Attributes.item(value, index ? Int.of(Integer.parseInt(key)) : new Text(key), budget);
  }

  private Value argument(String name) {
    Map<String, Value> named = arguments.named();
    if (!name.isEmpty() && !name.matches("\\d{1,9}")) {
      Value value = named.get(name);
      if (value == null) {
        throw TemplateException.evaluation(
            "the format names '%s', which is missing".formatted(name));
      }
      return value;
    }
    int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
    if (index >= arguments.positional().size()) {
      throw TemplateException.evaluation(
          "Replacement index %d out of range for positional args tuple".formatted(index));
    }
    return arguments.positional().get(index);
  }
}
