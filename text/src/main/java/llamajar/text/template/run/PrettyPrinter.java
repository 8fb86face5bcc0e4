package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.Ordering;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Value;

/// Python's `pprint`: values that don't fit on a line are spread over several, keys sorted.
final class PrettyPrinter {
  private static final int WIDTH = 80;

  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrinter(Budget budget) {
    this.budget = budget;
  }

  static String print(Value value, Budget budget) {
    PrettyPrinter printer = new PrettyPrinter(budget);
    printer.value(value, 0, 0);
    return printer.out.toString();
  }

  /// @param indent columns before the value
  /// @param after columns that must stay free behind it
  private void value(Value value, int indent, int after) {
    budget.enter();
    String flat = Printer.represent(sorted(value), budget);
    if (flat.length() <= WIDTH - indent - after) {
      out.append(flat);
    } else if (value instanceof DictValue dict && dict.size() > 0) {
      dict(dict, indent, after);
    } else if (value instanceof ListValue list && !list.items().isEmpty()) {
      list(list.items(), indent, after);
    } else {
      out.append(flat);
    }
    budget.leave();
  }

  private void dict(DictValue dict, int indent, int after) {
    out.append('{');
    List<DictValue.Entry> entries = entries(dict);
    for (int i = 0; i < entries.size(); i++) {
      String key = Printer.represent(entries.get(i).key(), budget) + ": ";
      boolean last = i == entries.size() - 1;
      out.append(key);
      value(entries.get(i).value(), indent + 1 + key.length(), last ? after + 1 : 1);
      separate(last, indent);
    }
    out.append('}');
  }

  private void list(List<Value> items, int indent, int after) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      value(items.get(i), indent + 1, last ? after + 1 : 1);
      separate(last, indent);
    }
    out.append(']');
  }

  private void separate(boolean last, int indent) {
    if (!last) {
      budget.allocate(indent + 3L);
      out.append(",\n").repeat(' ', indent + 1);
    }
  }

  private Value sorted(Value value) {
    budget.enter();
    Value sorted = value;
    if (value instanceof DictValue dict) {
      DictValue copy = new DictValue();
      entries(dict).forEach(entry -> copy.put(entry.key(), sorted(entry.value())));
      sorted = copy;
    } else if (value instanceof ListValue list) {
      List<Value> items = new ArrayList<>();
      list.items().forEach(item -> items.add(sorted(item)));
      sorted = new ListValue(items);
    }
    budget.allocate(1);
    budget.leave();
    return sorted;
  }

  private List<DictValue.Entry> entries(DictValue dict) {
    List<DictValue.Entry> entries = dict.entries();
    if (entries.stream().allMatch(entry -> entry.key() instanceof Text)) {
      entries.sort((left, right) -> Ordering.compare(left.key(), right.key(), budget));
    }
    return entries;
  }
}
