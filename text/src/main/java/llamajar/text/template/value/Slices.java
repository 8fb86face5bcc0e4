package llamajar.text.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// `value[start:stop:step]`.
public final class Slices {
  private Slices() {}

  /// A part of a string, list, tuple or range.
  ///
  /// @param start null, none or an integer; so are the others
  /// @throws TemplateException if the value can't be sliced
  public static Value slice(
      Value value,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step,
      Budget budget) {
    return switch (value) {
      case Text text -> text(text, start, stop, step, budget);
      case ListValue list -> new ListValue(items(list.items(), start, stop, step, budget));
      case TupleValue tuple -> new TupleValue(items(tuple.items(), start, stop, step, budget));
      case RangeValue range ->
          new ListValue(items(Iteration.list(range, budget), start, stop, step, budget));
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw TemplateException.evaluation(
              "'%s' object can't be sliced".formatted(value.typeName()));
    };
  }

  private static Value text(
      Text text, @Nullable Value start, @Nullable Value stop, @Nullable Value step, Budget budget) {
    int length = text.length();
    Bounds bounds = Bounds.of(start, stop, step, length);
    budget.scan(text.string().length());
    budget.allocate(bounds.count());
    if (bounds.step == 1) {
      return text.substring(bounds.start, bounds.start + bounds.count());
    }
    int[] points = text.string().codePoints().toArray();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < bounds.count(); i++) {
      part.appendCodePoint(points[bounds.at(i)]);
    }
    return new Text(part.toString());
  }

  private static List<Value> items(
      List<Value> items,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step,
      Budget budget) {
    Bounds bounds = Bounds.of(start, stop, step, items.size());
    budget.allocate(bounds.count());
    List<Value> part = new ArrayList<>(bounds.count());
    for (int i = 0; i < bounds.count(); i++) {
      part.add(items.get(bounds.at(i)));
    }
    return part;
  }

  private record Bounds(int start, int stop, int step) {
    static Bounds of(
        @Nullable Value start, @Nullable Value stop, @Nullable Value step, int length) {
      int by = index(step, 1);
      if (by == 0) {
        throw TemplateException.evaluation("slice step cannot be zero");
      }
      int lowest = by > 0 ? 0 : -1;
      int highest = by > 0 ? length : length - 1;
      int from = place(start, by > 0 ? lowest : highest, length, lowest, highest);
      int to = place(stop, by > 0 ? highest : lowest, length, lowest, highest);
      return new Bounds(from, to, by);
    }

    int count() {
      long distance = step > 0 ? (long) stop - start : (long) start - stop;
      return distance <= 0 ? 0 : (int) (1 + (distance - 1) / Math.abs((long) step));
    }

    int at(int i) {
      return (int) (start + (long) i * step);
    }

    private static int place(
        @Nullable Value value, int otherwise, int length, int lowest, int highest) {
      if (value == null || value instanceof None) {
        return otherwise;
      }
      long index = index(value, 0);
      return Math.clamp(index < 0 ? index + length : index, lowest, highest);
    }

    private static int index(@Nullable Value value, int otherwise) {
      if (value == null || value instanceof None) {
        return otherwise;
      }
      if (value instanceof Undefined undefined) {
        throw undefined.failure();
      }
      BigInteger number = Numbers.integer(value);
      if (number == null) {
        throw TemplateException.evaluation("slice indices must be integers or None");
      }
      return Numbers.clamp(number);
    }
  }
}
