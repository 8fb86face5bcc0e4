package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// Values as JSON, in the very bytes that Python's `json.dumps` makes.
public final class JsonWriter {
  private final JsonStyle style;
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int level;

  private JsonWriter(JsonStyle style, Budget budget) {
    this.style = style;
    this.budget = budget;
  }

  /// The JSON of a value. Lazy sequences are arrays, what is undefined is null.
  ///
  /// @throws TemplateException if it holds something that is no JSON
  public static String write(Value value, JsonStyle style, Budget budget) {
    JsonWriter writer = new JsonWriter(style, budget);
    writer.value(value);
    return writer.out.toString();
  }

  private void value(Value value) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case None none -> out.append("null");
      case Undefined undefined -> out.append("null");
      case Bool bool -> out.append(bool.truth());
      case Int integer -> out.append(integer.number());
      case Real real -> out.append(number(real.number()));
      case Text text -> string(text.string());
      case ListValue list -> array(list.items().iterator());
      case TupleValue tuple -> array(tuple.items().iterator());
      case LazyValue lazy -> array(Iteration.over(lazy, budget));
      case DictValue dict -> object(dict);
      case RangeValue range -> throw notJson(range);
      case ViewValue view -> throw notJson(view);
      case Callable callable -> throw notJson(callable);
      case HostObject object -> throw notJson(object);
    }
    boolean leaf = value instanceof Text || value instanceof Int;
    budget.allocate(leaf ? out.length() - before : 8);
    budget.leave();
  }

  private static TemplateException notJson(Value value) {
    return TemplateException.evaluation(
        "Object of type %s is not JSON serializable".formatted(value.typeName()));
  }

  private void array(Iterator<Value> items) {
    if (!items.hasNext()) {
      out.append("[]");
      return;
    }
    out.append('[');
    level++;
    while (items.hasNext()) {
      lineStart();
      value(items.next());
      out.append(items.hasNext() ? style.itemSeparator() : "");
    }
    level--;
    lineStart();
    out.append(']');
  }

  private void object(DictValue dict) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    List<DictValue.Entry> entries = new ArrayList<>(dict.entries());
    if (style.sortKeys()) {
      entries.sort((left, right) -> Ordering.compare(left.key(), right.key(), budget));
    }
    out.append('{');
    level++;
    for (int i = 0; i < entries.size(); i++) {
      lineStart();
      string(key(entries.get(i).key()));
      out.append(style.keySeparator());
      value(entries.get(i).value());
      out.append(i < entries.size() - 1 ? style.itemSeparator() : "");
    }
    level--;
    lineStart();
    out.append('}');
  }

  private void lineStart() {
    String indent = style.indent();
    if (indent != null) {
      budget.allocate(1 + (long) indent.length() * level);
      out.append('\n').repeat(indent, level);
    }
  }

  private static String key(Value key) {
    return switch (key) {
      case Text text -> text.string();
      case None none -> "null";
      case Bool bool -> bool.truth() ? "true" : "false";
      case Int integer -> integer.number().toString();
      case Real real -> number(real.number());
      default ->
          throw TemplateException.evaluation(
              "keys must be str, int, float, bool or None, not " + key.typeName());
    };
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : FloatText.of(number);
  }

  private void string(String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      character(string.charAt(i));
    }
    out.append('"');
  }

  private void character(char unit) {
    switch (unit) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (unit < ' ' || (style.ascii() && unit > '~')) {
          out.append("\\u%04x".formatted((int) unit));
        } else {
          out.append(unit);
        }
      }
    }
  }
}
