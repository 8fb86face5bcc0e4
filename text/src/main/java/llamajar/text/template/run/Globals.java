package llamajar.text.template.run;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.DictMethods;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.None;
import llamajar.text.template.value.Numbers;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.RangeValue;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Functions that every template may call.
final class Globals {
  /// As Jinja's sandbox has it.
  private static final int MAX_RANGE = 100_000;

  private static final Signature RANGE = Signature.of("range", 1, "start", "stop", "step");
  private static final Signature MESSAGE = Signature.of("raise_exception", 1, "message");
  private static final Signature FORMAT = Signature.of("strftime_now", 1, "format");
  private static final Signature SEPARATOR = Signature.of("joiner", 0, "sep");

  private final Rendering rendering;
  private final Budget budget;

  private Globals(Rendering rendering) {
    this.rendering = rendering;
    budget = rendering.budget();
  }

  /// The functions by name.
  static Map<String, Value> of(Rendering rendering) {
    Globals globals = new Globals(rendering);
    Map<String, Value> functions = new HashMap<>();
    functions.put("range", (Callable) Globals::range);
    functions.put("dict", (Callable) globals::dict);
    functions.put("namespace", (Callable) globals::namespace);
    functions.put("cycler", (Callable) Globals::cycler);
    functions.put("joiner", (Callable) Globals::joiner);
    functions.put("raise_exception", (Callable) globals::raise);
    functions.put("strftime_now", (Callable) globals::time);
    return functions;
  }

  private static Value range(Arguments arguments) {
    Bound bound = RANGE.bind(arguments);
    long first = number(bound.get(0));
    boolean one = !bound.has(1);
    long step = bound.has(2) ? number(bound.get(2)) : 1;
    if (step == 0) {
      throw TemplateException.evaluation("range() arg 3 must not be zero");
    }
    RangeValue range = new RangeValue(one ? 0 : first, one ? first : number(bound.get(1)), step);
    if (range.length() > MAX_RANGE) {
      throw TemplateException.limit(
          "a range of %d numbers; at most %d are allowed".formatted(range.length(), MAX_RANGE));
    }
    return range;
  }

  private static long number(Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    BigInteger number = Numbers.integer(value);
    if (number == null) {
      throw TemplateException.evaluation(
          "'%s' object cannot be interpreted as an integer".formatted(value.typeName()));
    }
    return Numbers.clamp(number);
  }

  private Value dict(Arguments arguments) {
    DictValue dict = new DictValue();
    fill(dict, arguments);
    return dict;
  }

  private Value namespace(Arguments arguments) {
    DictValue dict = new DictValue();
    fill(dict, arguments);
    NamespaceValue namespace = new NamespaceValue();
    dict.entries()
        .forEach(entry -> namespace.set(Printer.text(entry.key(), budget), entry.value()));
    return namespace;
  }

  private void fill(DictValue dict, Arguments arguments) {
    if (arguments.positional().size() > 1) {
      throw TemplateException.evaluation("dict expected at most 1 argument");
    }
    arguments.positional().forEach(more -> DictMethods.fill(dict, more, budget));
    arguments.named().forEach(dict::put);
  }

  private Value raise(Arguments arguments) {
    String message = Printer.text(MESSAGE.bind(arguments).get(0), budget);
    throw new TemplateException(TemplateException.Kind.RAISED, message, 0);
  }

  private Value time(Arguments arguments) {
    return new Text(TimeFormat.format(FORMAT.bind(arguments).string(0), rendering.time()));
  }

  private static Value joiner(Arguments arguments) {
    Value separator = SEPARATOR.bind(arguments).get(0, new Text(", "));
    return new HostObject() {
      private boolean used;

      @Override
      public String typeName() {
        return "Joiner";
      }

      @Override
      public @Nullable Value attribute(String name) {
        return null;
      }

      @Override
      public Callable callable() {
        return none -> {
          Value value = used ? separator : Text.EMPTY;
          used = true;
          return value;
        };
      }
    };
  }

  private static Value cycler(Arguments arguments) {
    List<Value> items = arguments.positional();
    if (items.isEmpty()) {
      throw TemplateException.evaluation("at least one item has to be provided");
    }
    return new HostObject() {
      private int position;

      @Override
      public String typeName() {
        return "Cycler";
      }

      @Override
      public @Nullable Value attribute(String name) {
        return switch (name) {
          case "current" -> items.get(position);
          case "next" -> (Callable) none -> next();
          case "reset" ->
              (Callable)
                  none -> {
                    position = 0;
                    return None.NONE;
                  };
          default -> null;
        };
      }

      private Value next() {
        Value value = items.get(position);
        position = (position + 1) % items.size();
        return value;
      }
    };
  }
}
