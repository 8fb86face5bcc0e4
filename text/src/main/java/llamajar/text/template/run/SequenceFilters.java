package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Attributes;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.DictMethods;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.LazyValue;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters over whole sequences, and `default`.
final class SequenceFilters {
  private static final Signature DEFAULT = Signature.of("default", 0, "default_value", "boolean");
  private static final Signature JOIN = Signature.of("join", 0, "d", "attribute");
  private static final Signature ATTRIBUTE = Signature.of("attr", 1, "name");
  private static final Signature BATCH = Signature.of("batch", 1, "linecount", "fill_with");
  private static final Signature SLICE = Signature.of("slice", 1, "slices", "fill_with");

  private SequenceFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "default", "d" -> (input, arguments, r) -> otherwise(input, DEFAULT.bind(arguments));
      case "length", "count" -> (input, arguments, r) -> length(input);
      case "first" -> (input, arguments, r) -> first(input, r.budget());
      case "last" -> (input, arguments, r) -> last(input, r.budget());
      case "list" -> (input, arguments, r) -> ListValue.copyOf(counted(input, r.budget()));
      case "items" -> (input, arguments, r) -> items(input, r.budget());
      case "reverse" -> (input, arguments, r) -> reversed(input, r.budget());
      case "join" -> (input, arguments, r) -> join(input, JOIN.bind(arguments), r.budget());
      case "attr" ->
          (input, arguments, r) ->
              attribute(input, ATTRIBUTE.bind(arguments).string(0), r.budget());
      case "batch" -> (input, arguments, r) -> batch(input, BATCH.bind(arguments), r.budget());
      case "slice" -> (input, arguments, r) -> slice(input, SLICE.bind(arguments), r.budget());
      default -> OrderFilters.named(name);
    };
  }

  private static List<Value> counted(Value input, Budget budget) {
    List<Value> items = Iteration.list(input, budget);
    budget.allocate(items.size());
    return items;
  }

  private static Value otherwise(Value input, Bound bound) {
    boolean missing = input instanceof Undefined || (bound.truth(1, false) && !input.truth());
    return missing ? bound.get(0, Text.EMPTY) : input;
  }

  private static Value length(Value input) {
    Integer length = Iteration.length(input);
    if (length == null) {
      throw TemplateException.evaluation(
          "object of type '%s' has no len()".formatted(input.typeName()));
    }
    return Int.of(length);
  }

  private static Value first(Value input, Budget budget) {
    Iterator<Value> items = Iteration.over(input, budget);
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  private static Value last(Value input, Budget budget) {
    if (input instanceof LazyValue) {
      throw TemplateException.evaluation("'generator' object is not reversible");
    }
    List<Value> items = Iteration.list(input, budget);
    return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
  }

  private static Value items(Value input, Budget budget) {
    return switch (input) {
      case Undefined undefined -> new LazyValue(Collections.emptyIterator());
      case DictValue dict -> new LazyValue(DictMethods.items(dict, budget).iterator());
      default -> throw TemplateException.evaluation("Can only get item pairs from a mapping.");
    };
  }

  private static Value reversed(Value input, Budget budget) {
    if (input instanceof Text text) {
      budget.allocate(text.string().length());
      int[] points = text.string().codePoints().toArray();
      StringBuilder out = new StringBuilder();
      for (int i = points.length - 1; i >= 0; i--) {
        out.appendCodePoint(points[i]);
      }
      return new Text(out.toString());
    }
    List<Value> items = new ArrayList<>(counted(input, budget));
    Collections.reverse(items);
    return new LazyValue(items.iterator());
  }

  private static Value join(Value input, Bound bound, Budget budget) {
    String separator = bound.has(0) ? Printer.text(bound.get(0), budget) : "";
    AttributeGetter getter = AttributeGetter.of(bound.find(1), null, false, budget);
    StringBuilder out = new StringBuilder();
    Iterator<Value> items = Iteration.over(input, budget);
    while (items.hasNext()) {
      String piece = Printer.text(getter.of(items.next()), budget);
      String between = items.hasNext() ? separator : "";
      budget.allocate(piece.length() + (long) between.length());
      out.append(piece).append(between);
    }
    return new Text(out.toString());
  }

  private static Value attribute(Value input, String name, Budget budget) {
    Value found = Attributes.own(input, name, budget);
    return found == null ? Undefined.attribute(input, name) : found;
  }

  private static Value batch(Value input, Bound bound, Budget budget) {
    int size = Math.max(1, bound.integer(0, 1));
    List<Value> items = counted(input, budget);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      int to = (int) Math.min(items.size(), (long) from + size);
      List<Value> part = new ArrayList<>(items.subList(from, to));
      if (bound.hasValue(1)) {
        budget.allocate(size - part.size());
        while (part.size() < size) {
          part.add(bound.get(1));
        }
      }
      batches.add(new ListValue(part));
      if (to == items.size()) {
        break;
      }
    }
    return new LazyValue(batches.iterator());
  }

  private static Value slice(Value input, Bound bound, Budget budget) {
    int slices = bound.integer(0, 1);
    if (slices <= 0) {
      throw TemplateException.evaluation("slice() wants at least one slice");
    }
    List<Value> items = counted(input, budget);
    budget.allocate(slices);
    int perSlice = items.size() / slices;
    int longer = items.size() % slices;
    List<Value> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + perSlice + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(items.subList(from, to));
      if (bound.hasValue(1) && i >= longer) {
        part.add(bound.get(1));
      }
      parts.add(new ListValue(part));
      from = to;
    }
    return new LazyValue(parts.iterator());
  }
}
