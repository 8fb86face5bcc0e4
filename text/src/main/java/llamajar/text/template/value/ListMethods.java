package llamajar.text.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Methods of lists and tuples.
final class ListMethods {
  private static final Signature APPEND = Signature.of("append", 1, "object");
  private static final Signature EXTEND = Signature.of("extend", 1, "iterable");
  private static final Signature INSERT = Signature.of("insert", 2, "index", "object");
  private static final Signature POP = Signature.of("pop", 0, "index");
  private static final Signature SORT = Signature.of("sort", 0, "key", "reverse");
  private static final Signature INDEX = Signature.of("index", 1, "value", "start", "stop");
  private static final Signature COUNT = Signature.of("count", 1, "value");

  private final ListValue list;
  private final Budget budget;

  private ListMethods(ListValue list, Budget budget) {
    this.list = list;
    this.budget = budget;
  }

  /// A method of a list, or null.
  static @Nullable Callable of(ListValue list, String name, Budget budget) {
    ListMethods methods = new ListMethods(list, budget);
    return switch (name) {
      case "append" -> methods::append;
      case "extend" -> methods::extend;
      case "insert" -> methods::insert;
      case "pop" -> methods::pop;
      case "remove" -> methods::remove;
      case "clear" -> methods::clear;
      case "reverse" -> methods::reverse;
      case "sort" -> methods::sort;
      case "copy" -> arguments -> ListValue.copyOf(methods.counted(list.items()));
      default -> reading(list, list.items(), name, budget);
    };
  }

  /// A method that lists and tuples share, or null.
  static @Nullable Callable reading(Value owner, List<Value> items, String name, Budget budget) {
    return switch (name) {
      case "count" ->
          arguments -> {
            Value wanted = COUNT.bind(arguments).get(0);
            return Int.of(
                items.stream().filter(item -> Equality.equal(item, wanted, budget)).count());
          };
      case "index" -> arguments -> index(owner, items, INDEX.bind(arguments), budget);
      default -> null;
    };
  }

  private static Value index(Value owner, List<Value> items, Bound bound, Budget budget) {
    int from = clamped(bound.integer(1, 0), items.size());
    int to = clamped(bound.integer(2, Integer.MAX_VALUE), items.size());
    for (int i = from; i < to; i++) {
      if (Equality.equal(items.get(i), bound.get(0), budget)) {
        return Int.of(i);
      }
    }
    throw TemplateException.evaluation(
        "%s is not in %s".formatted(Printer.represent(bound.get(0), budget), owner.typeName()));
  }

  private List<Value> counted(List<Value> items) {
    budget.allocate(items.size());
    return items;
  }

  private Value append(Arguments arguments) {
    budget.allocate(1);
    list.items().add(APPEND.bind(arguments).get(0));
    return None.NONE;
  }

  private Value extend(Arguments arguments) {
    List<Value> more = new ArrayList<>(Iteration.list(EXTEND.bind(arguments).get(0), budget));
    list.items().addAll(counted(more));
    return None.NONE;
  }

  private Value insert(Arguments arguments) {
    Bound bound = INSERT.bind(arguments);
    budget.allocate(1);
    budget.scan(list.items().size());
    list.items().add(clamped(bound.integer(0, 0), list.items().size()), bound.get(1));
    return None.NONE;
  }

  private Value pop(Arguments arguments) {
    int index = POP.bind(arguments).integer(0, -1);
    int place = index < 0 ? index + list.items().size() : index;
    if (place < 0 || place >= list.items().size()) {
      throw TemplateException.evaluation(
          list.items().isEmpty() ? "pop from empty list" : "pop index out of range");
    }
    budget.scan(list.items().size());
    return list.items().remove(place);
  }

  private Value remove(Arguments arguments) {
    Value place = index(list, list.items(), INDEX.bind(arguments), budget);
    BigInteger index = Objects.requireNonNull(Numbers.integer(place));
    list.items().remove(index.intValue());
    return None.NONE;
  }

  private Value clear(Arguments arguments) {
    list.items().clear();
    return None.NONE;
  }

  private Value reverse(Arguments arguments) {
    budget.steps(list.items().size());
    Collections.reverse(list.items());
    return None.NONE;
  }

  private Value sort(Arguments arguments) {
    Bound bound = SORT.bind(arguments);
    if (bound.hasValue(0)) {
      throw TemplateException.evaluation("sort() with a key is not supported");
    }
    list.items().sort((left, right) -> Ordering.compare(left, right, budget));
    if (bound.truth(1, false)) {
      Collections.reverse(list.items());
    }
    return None.NONE;
  }

  private static int clamped(int index, int size) {
    return Math.clamp(index < 0 ? (long) index + size : (long) index, 0, size);
  }
}
