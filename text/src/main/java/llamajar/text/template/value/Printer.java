package llamajar.text.template.value;

import java.util.List;
import llamajar.text.template.guard.Budget;

/// What values print: Python's `str` and `repr`.
public final class Printer {
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private Printer(Budget budget) {
    this.budget = budget;
  }

  /// `str(value)`.
  public static String text(Value value, Budget budget) {
    return switch (value) {
      case Text text -> text.string();
      case Undefined undefined -> "";
      case None none -> represent(none, budget);
      case Bool bool -> represent(bool, budget);
      case Int integer -> represent(integer, budget);
      case Real real -> represent(real, budget);
      case ListValue list -> represent(list, budget);
      case TupleValue tuple -> represent(tuple, budget);
      case DictValue dict -> represent(dict, budget);
      case RangeValue range -> represent(range, budget);
      case ViewValue view -> represent(view, budget);
      case LazyValue lazy -> represent(lazy, budget);
      case Callable callable -> represent(callable, budget);
      case HostObject object -> represent(object, budget);
    };
  }

  /// `repr(value)`.
  public static String represent(Value value, Budget budget) {
    Printer printer = new Printer(budget);
    printer.append(value);
    return printer.out.toString();
  }

  private void append(Value value) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case None none -> out.append("None");
      case Bool bool -> out.append(bool.truth() ? "True" : "False");
      case Int integer -> out.append(integer.number());
      case Real real -> out.append(FloatText.of(real.number()));
      case Text text -> quoted(text.string());
      case ListValue list -> items("[", list.items(), "]");
      case TupleValue tuple -> items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case DictValue dict -> dict(dict);
      case RangeValue range -> range(range);
      case ViewValue view -> items(view.typeName() + "([", view.items(), "])");
      case LazyValue lazy -> out.append("<generator object>");
      case Undefined undefined -> out.append("Undefined");
      case Callable callable -> out.append("<function>");
      case HostObject object -> out.append(object.print());
    }
    budget.allocate(isContainer(value) ? 2 : out.length() - before);
    budget.leave();
  }

  private static boolean isContainer(Value value) {
    return value instanceof ListValue || value instanceof TupleValue || value instanceof DictValue;
  }

  private void items(String open, List<Value> items, String close) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      append(items.get(i));
    }
    out.append(close);
  }

  private void dict(DictValue dict) {
    out.append('{');
    String separator = "";
    for (DictValue.Entry entry : dict.entries()) {
      out.append(separator);
      append(entry.key());
      out.append(": ");
      append(entry.value());
      separator = ", ";
    }
    out.append('}');
  }

  private void range(RangeValue range) {
    out.append("range(").append(range.start()).append(", ").append(range.stop());
    if (range.step() != 1) {
      out.append(", ").append(range.step());
    }
    out.append(')');
  }

  private void quoted(String string) {
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    string.codePoints().forEach(point -> appendEscaped(point, quote));
    out.append(quote);
  }

  private void appendEscaped(int point, char quote) {
    switch (point) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (point == quote) {
          out.append('\\').append(quote);
        } else if (Characters.isPrintable(point)) {
          out.appendCodePoint(point);
        } else {
          String form = point > 0xFFFF ? "\\U%08x" : point > 0xFF ? "\\u%04x" : "\\x%02x";
          out.append(form.formatted(point));
        }
      }
    }
  }
}
