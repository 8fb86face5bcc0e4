package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arithmetic;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.DictMethods;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Equality;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.LazyValue;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.Ordering;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.TupleValue;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters that compare elements or add them up.
final class OrderFilters {
  private static final Signature SORT =
      Signature.of("sort", 0, "reverse", "case_sensitive", "attribute");
  private static final Signature DICT_SORT =
      Signature.of("dictsort", 0, "case_sensitive", "by", "reverse");
  private static final Signature UNIQUE = Signature.of("unique", 0, "case_sensitive", "attribute");
  private static final Signature GROUP =
      Signature.of("groupby", 1, "attribute", "default", "case_sensitive");
  private static final Signature SUM = Signature.of("sum", 0, "attribute", "start");

  private OrderFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "sort" -> (input, arguments, r) -> sort(input, SORT.bind(arguments), r.budget());
      case "dictsort" ->
          (input, arguments, r) -> dictSort(input, DICT_SORT.bind(arguments), r.budget());
      case "unique" -> (input, arguments, r) -> unique(input, UNIQUE.bind(arguments), r.budget());
      case "min" -> (input, arguments, r) -> extreme(input, UNIQUE.bind(arguments), -1, r.budget());
      case "max" -> (input, arguments, r) -> extreme(input, UNIQUE.bind(arguments), 1, r.budget());
      case "groupby" -> (input, arguments, r) -> group(input, GROUP.bind(arguments), r.budget());
      case "sum" -> (input, arguments, r) -> sum(input, SUM.bind(arguments), r.budget());
      default -> null;
    };
  }

  private record Keyed(Value key, Value item) {}

  private static List<Keyed> keyed(Value input, List<AttributeGetter> getters, Budget budget) {
    List<Keyed> keyed = new ArrayList<>();
    Iterator<Value> items = Iteration.over(input, budget);
    while (items.hasNext()) {
      Value item = items.next();
      budget.allocate(3);
      keyed.add(new Keyed(AttributeGetter.key(getters, item), item));
    }
    return keyed;
  }

  private static void sort(List<Keyed> keyed, boolean reverse, Budget budget) {
    // Python's reverse keeps the order of equal elements.
    keyed.sort((left, right) ->
        reverse
            ? Ordering.compare(right.key, left.key, budget)
            : Ordering.compare(left.key, right.key, budget));
  }

  private static Value sort(Value input, Bound bound, Budget budget) {
    List<AttributeGetter> getters =
        AttributeGetter.several(bound.find(2), !bound.truth(1, false), budget);
    List<Keyed> keyed = keyed(input, getters, budget);
    sort(keyed, bound.truth(0, false), budget);
    return new ListValue(new ArrayList<>(keyed.stream().map(Keyed::item).toList()));
  }

  private static Value dictSort(Value input, Bound bound, Budget budget) {
    if (!(input instanceof DictValue dict)) {
      throw input instanceof Undefined undefined
          ? undefined.failure()
          : TemplateException.evaluation("dictsort wants a mapping");
    }
    String by = bound.string(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw TemplateException.evaluation("You can only sort by either \"key\" or \"value\"");
    }
    Value position = Int.of(by.equals("key") ? 0 : 1);
    AttributeGetter getter = AttributeGetter.of(position, null, !bound.truth(0, false), budget);
    List<Keyed> keyed =
        keyed(new ListValue(DictMethods.items(dict, budget)), List.of(getter), budget);
    sort(keyed, bound.truth(2, false), budget);
    return new ListValue(new ArrayList<>(keyed.stream().map(Keyed::item).toList()));
  }

  private static Value unique(Value input, Bound bound, Budget budget) {
    AttributeGetter getter =
        AttributeGetter.of(bound.find(1), null, !bound.truth(0, false), budget);
    DictValue seen = new DictValue();
    List<Value> kept = new ArrayList<>();
    Iterator<Value> items = Iteration.over(input, budget);
    while (items.hasNext()) {
      Value item = items.next();
      Value key = getter.of(item);
      if (!seen.contains(key)) {
        budget.allocate(3);
        seen.put(key, key);
        kept.add(item);
      }
    }
    return new LazyValue(kept.iterator());
  }

  private static Value extreme(Value input, Bound bound, int sign, Budget budget) {
    AttributeGetter getter =
        AttributeGetter.of(bound.find(1), null, !bound.truth(0, false), budget);
    Iterator<Value> items = Iteration.over(input, budget);
    if (!items.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Value best = items.next();
    while (items.hasNext()) {
      Value item = items.next();
      if (sign * Ordering.compare(getter.of(item), getter.of(best), budget) > 0) {
        best = item;
      }
    }
    return best;
  }

  private static Value group(Value input, Bound bound, Budget budget) {
    boolean foldsCase = !bound.truth(2, false);
    AttributeGetter folded = AttributeGetter.of(bound.get(0), bound.find(1), foldsCase, budget);
    AttributeGetter plain = AttributeGetter.of(bound.get(0), bound.find(1), false, budget);
    List<Keyed> keyed = keyed(input, List.of(folded), budget);
    sort(keyed, false, budget);
    List<Value> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= keyed.size(); i++) {
      boolean ends =
          i == keyed.size() || !Equality.equal(keyed.get(i).key, keyed.get(from).key, budget);
      if (ends) {
        List<Value> items =
            new ArrayList<>(keyed.subList(from, i).stream().map(Keyed::item).toList());
        Value key = plain.of(items.getFirst());
        groups.add(new TupleValue(List.of(key, new ListValue(items)), List.of("grouper", "list")));
        from = i;
      }
    }
    return new ListValue(groups);
  }

  private static Value sum(Value input, Bound bound, Budget budget) {
    AttributeGetter getter = AttributeGetter.of(bound.find(0), null, false, budget);
    Arithmetic arithmetic = new Arithmetic(budget);
    Value sum = bound.get(1, Int.of(0));
    if (sum instanceof Text) {
      throw TemplateException.evaluation("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Value> items = Iteration.over(input, budget);
    while (items.hasNext()) {
      sum = arithmetic.apply("+", sum, getter.of(items.next()));
    }
    return sum;
  }
}
