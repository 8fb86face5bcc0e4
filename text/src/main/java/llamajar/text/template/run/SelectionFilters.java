package llamajar.text.template.run;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.LazyValue;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// `map`, `select` and their kin, which work element by element when somebody asks for one.
final class SelectionFilters {
  private SelectionFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "map" -> SelectionFilters::map;
      case "select" -> (input, arguments, r) -> select(input, arguments, r, true);
      case "reject" -> (input, arguments, r) -> select(input, arguments, r, false);
      case "selectattr" -> (input, arguments, r) -> selectAttribute(input, arguments, r, true);
      case "rejectattr" -> (input, arguments, r) -> selectAttribute(input, arguments, r, false);
      default -> null;
    };
  }

  private static Value map(Value input, Arguments arguments, Rendering rendering) {
    if (!arguments.positional().isEmpty()) {
      String filter = name(arguments.positional().getFirst());
      Arguments rest = arguments.from(1);
      return mapped(input, rendering, item -> rendering.filter(filter, item, rest));
    }
    for (String name : arguments.named().keySet()) {
      if (!name.equals("attribute") && !name.equals("default")) {
        throw TemplateException.evaluation("Unexpected keyword argument '%s'".formatted(name));
      }
    }
    if (!arguments.named().containsKey("attribute")) {
      throw TemplateException.evaluation("map requires a filter argument");
    }
    AttributeGetter getter =
        AttributeGetter.of(
            arguments.named().get("attribute"),
            arguments.named().get("default"),
            false,
            rendering.budget());
    return mapped(input, rendering, getter::of);
  }

  private static Value select(
      Value input, Arguments arguments, Rendering rendering, boolean wanted) {
    Predicate<Value> test = test(arguments, rendering);
    return kept(input, rendering, item -> test.test(item) == wanted);
  }

  private static Value selectAttribute(
      Value input, Arguments arguments, Rendering rendering, boolean wanted) {
    if (arguments.positional().isEmpty()) {
      throw TemplateException.evaluation("Missing parameter for attribute name");
    }
    AttributeGetter getter =
        AttributeGetter.of(arguments.positional().getFirst(), null, false, rendering.budget());
    Predicate<Value> test = test(arguments.from(1), rendering);
    return kept(input, rendering, item -> test.test(getter.of(item)) == wanted);
  }

  private static Predicate<Value> test(Arguments arguments, Rendering rendering) {
    if (arguments.positional().isEmpty()) {
      return Value::truth;
    }
    String name = name(arguments.positional().getFirst());
    Arguments rest = arguments.from(1);
    return item -> rendering.test(name, item, rest);
  }

  private static String name(Value value) {
    if (value instanceof Text text) {
      return text.string();
    }
    throw TemplateException.evaluation("the name of a filter or test must be a string");
  }

  private static Iterator<Value> items(Value input, Rendering rendering) {
    return input.truth() ? Iteration.over(input, rendering.budget()) : Collections.emptyIterator();
  }

  private static Value mapped(Value input, Rendering rendering, Function<Value, Value> change) {
    Iterator<Value> items = items(input, rendering);
    return new LazyValue(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return items.hasNext();
          }

          @Override
          public Value next() {
            rendering.budget().enter();
            Value made = change.apply(items.next());
            rendering.budget().leave();
            return made;
          }
        });
  }

  private static Value kept(Value input, Rendering rendering, Predicate<Value> keep) {
    Iterator<Value> items = items(input, rendering);
    return new LazyValue(
        new Iterator<>() {
          private @Nullable Value ahead;

          @Override
          public boolean hasNext() {
            rendering.budget().enter();
            while (ahead == null && items.hasNext()) {
              Value item = items.next();
              ahead = keep.test(item) ? item : null;
            }
            rendering.budget().leave();
            return ahead != null;
          }

          @Override
          public Value next() {
            Value item = hasNext() ? ahead : null;
            if (item == null) {
              throw new NoSuchElementException();
            }
            ahead = null;
            return item;
          }
        });
  }
}
