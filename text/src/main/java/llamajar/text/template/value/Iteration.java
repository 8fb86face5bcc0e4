package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Going through the elements of a value.
public final class Iteration {
  private Iteration() {}

  /// Whether [#over] takes a value.
  public static boolean isIterable(Value value) {
    return !(value instanceof None
        || Numbers.isNumber(value)
        || value instanceof Callable
        || value instanceof HostObject);
  }

  /// The elements of a value, each a step.
  ///
  /// @throws TemplateException if it has none
  public static Iterator<Value> over(Value value, Budget budget) {
    Iterator<Value> items =
        value instanceof LazyValue lazy ? lazy.items() : list(value, budget).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Value next() {
        budget.step();
        return items.next();
      }
    };
  }

  /// The elements of a value as a list, which must not be changed.
  ///
  /// @throws TemplateException if it has none
  public static List<Value> list(Value value, Budget budget) {
    return switch (value) {
      case ListValue list -> list.items();
      case TupleValue tuple -> tuple.items();
      case ViewValue view -> view.items();
      case DictValue dict -> allocated(dict.keys(), budget);
      case RangeValue range -> range(range, budget);
      case Text text -> characters(text, budget);
      case LazyValue lazy -> drained(lazy, budget);
      case Undefined undefined -> List.of();
      case None none -> throw notIterable(none);
      case Bool bool -> throw notIterable(bool);
      case Int integer -> throw notIterable(integer);
      case Real real -> throw notIterable(real);
      case Callable callable -> throw notIterable(callable);
      case HostObject object -> throw notIterable(object);
    };
  }

  /// Number of elements, or null if that can't be told without going through them.
  public static @Nullable Integer length(Value value) {
    return switch (value) {
      case ListValue list -> list.items().size();
      case TupleValue tuple -> tuple.items().size();
      case ViewValue view -> view.items().size();
      case DictValue dict -> dict.size();
      case RangeValue range -> range.length();
      case Text text -> text.length();
      case Undefined undefined -> 0;
      case LazyValue lazy -> null;
      case None none -> null;
      case Bool bool -> null;
      case Int integer -> null;
      case Real real -> null;
      case Callable callable -> null;
      case HostObject object -> null;
    };
  }

  private static List<Value> allocated(List<Value> items, Budget budget) {
    budget.allocate(items.size());
    return items;
  }

  private static List<Value> range(RangeValue range, Budget budget) {
    budget.allocate(range.length());
    List<Value> items = new ArrayList<>(range.length());
    for (int i = 0; i < range.length(); i++) {
      items.add(range.at(i));
    }
    return items;
  }

  private static List<Value> characters(Text text, Budget budget) {
    budget.allocate(4L * text.string().length());
    List<Value> items = new ArrayList<>(text.string().length());
    text.string().codePoints().forEach(point -> items.add(new Text(Character.toString(point))));
    return items;
  }

  private static List<Value> drained(LazyValue lazy, Budget budget) {
    List<Value> items = new ArrayList<>();
    while (lazy.items().hasNext()) {
      budget.allocate(1);
      budget.step();
      items.add(lazy.items().next());
    }
    return items;
  }

  private static TemplateException notIterable(Value value) {
    return TemplateException.evaluation("'%s' object is not iterable".formatted(value.typeName()));
  }
}
