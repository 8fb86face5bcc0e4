package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Methods of mappings.
public final class DictMethods {
  private static final Signature GET = Signature.of("get", 1, "key", "default");
  private static final Signature POP = Signature.of("pop", 1, "key", "default");

  private final DictValue dict;
  private final Budget budget;

  private DictMethods(DictValue dict, Budget budget) {
    this.dict = dict;
    this.budget = budget;
  }

  /// A method, or null.
  static @Nullable Callable of(DictValue dict, String name, Budget budget) {
    DictMethods methods = new DictMethods(dict, budget);
    return switch (name) {
      case "get" -> methods::get;
      case "items" -> arguments -> new ViewValue("dict_items", items(dict, budget));
      case "keys" -> arguments -> new ViewValue("dict_keys", methods.counted(dict.keys()));
      case "values" -> methods::values;
      case "copy" -> methods::copy;
      case "update" -> methods::update;
      case "pop" -> methods::pop;
      case "popitem" -> methods::popItem;
      case "setdefault" -> methods::setDefault;
      case "clear" -> methods::clear;
      default -> null;
    };
  }

  /// Pairs of key and value.
  public static List<Value> items(DictValue dict, Budget budget) {
    budget.allocate(3L * dict.size());
    List<Value> items = new ArrayList<>(dict.size());
    for (DictValue.Entry entry : dict.entries()) {
      items.add(TupleValue.of(entry.key(), entry.value()));
    }
    return items;
  }

  private List<Value> counted(List<Value> items) {
    budget.allocate(items.size());
    return items;
  }

  private Value get(Arguments arguments) {
    Bound bound = GET.bind(arguments);
    Value value = dict.get(bound.get(0));
    return value == null ? bound.get(1, None.NONE) : value;
  }

  private Value values(Arguments arguments) {
    List<Value> values = new ArrayList<>(dict.size());
    dict.entries().forEach(entry -> values.add(entry.value()));
    return new ViewValue("dict_values", counted(values));
  }

  private Value copy(Arguments arguments) {
    budget.allocate(2L * dict.size());
    return DictValue.copyOf(dict);
  }

  private Value update(Arguments arguments) {
    for (Value more : arguments.positional()) {
      fill(dict, more, budget);
    }
    arguments
        .named()
        .forEach((key, value) -> {
          budget.allocate(2);
          dict.put(key, value);
        });
    return None.NONE;
  }

  /// Adds the entries of another mapping, or pairs of a sequence.
  public static void fill(DictValue dict, Value more, Budget budget) {
    if (more instanceof DictValue other) {
      budget.allocate(2L * other.size());
      other.entries().forEach(entry -> dict.put(entry.key(), entry.value()));
      return;
    }
    for (Value item : Iteration.list(more, budget)) {
      List<Value> pair = Iteration.list(item, budget);
      if (pair.size() != 2) {
        throw TemplateException.evaluation("a mapping is made from pairs of key and value");
      }
      budget.allocate(2);
      dict.put(pair.get(0), pair.get(1));
    }
  }

  private Value pop(Arguments arguments) {
    Bound bound = POP.bind(arguments);
    Value value = dict.remove(bound.get(0));
    if (value == null && !bound.has(1)) {
      throw TemplateException.evaluation(
          "there is no key " + Printer.represent(bound.get(0), budget));
    }
    return value == null ? bound.get(1) : value;
  }

  private Value popItem(Arguments arguments) {
    if (dict.size() == 0) {
      throw TemplateException.evaluation("popitem(): dictionary is empty");
    }
    DictValue.Entry last = dict.entries().getLast();
    dict.remove(last.key());
    return TupleValue.of(last.key(), last.value());
  }

  private Value setDefault(Arguments arguments) {
    Bound bound = GET.bind(arguments);
    Value value = dict.get(bound.get(0));
    if (value != null) {
      return value;
    }
    budget.allocate(2);
    dict.put(bound.get(0), bound.get(1, None.NONE));
    return bound.get(1, None.NONE);
  }

  private Value clear(Arguments arguments) {
    dict.clear();
    return None.NONE;
  }
}
