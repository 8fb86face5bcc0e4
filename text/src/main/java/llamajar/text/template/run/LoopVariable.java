package llamajar.text.template.run;

import java.util.List;
import java.util.function.Function;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Bool;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.Equality;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.TupleValue;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// The variable `loop`: where a loop is.
final class LoopVariable implements HostObject {
  private static final Signature RECURSE = Signature.of("loop", 1, "iterable");

  private final List<Value> items;
  private final int depth;
  private final Budget budget;
  private final @Nullable Function<Value, String> recursion;
  private int index = -1;
  private @Nullable Value lastChanged;

  /// @param recursion runs the loop over something else; null if it may not
  LoopVariable(
      List<Value> items, int depth, Budget budget, @Nullable Function<Value, String> recursion) {
    this.items = items;
    this.depth = depth;
    this.budget = budget;
    this.recursion = recursion;
  }

  /// Goes on to the next element, if there is one.
  boolean advance() {
    budget.step();
    if (index + 1 >= items.size()) {
      return false;
    }
    index++;
    return true;
  }

  boolean hasBegun() {
    return index >= 0;
  }

  Value item() {
    return items.get(index);
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String print() {
    return "<LoopContext %d/%d>".formatted(index + 1, items.size());
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Int.of(index + 1L);
      case "index0" -> Int.of(index);
      case "revindex" -> Int.of(items.size() - (long) index);
      case "revindex0" -> Int.of(items.size() - (long) index - 1);
      case "first" -> Bool.of(index == 0);
      case "last" -> Bool.of(index == items.size() - 1);
      case "length" -> Int.of(items.size());
      case "depth" -> Int.of(depth + 1L);
      case "depth0" -> Int.of(depth);
      case "previtem" ->
          index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
      case "nextitem" ->
          index + 1 < items.size() ? items.get(index + 1) : new Undefined("there is no next item");
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> null;
    };
  }

  @Override
  public @Nullable Callable callable() {
    Function<Value, String> loop = recursion;
    return loop == null ? null : arguments -> new Text(loop.apply(RECURSE.bind(arguments).get(0)));
  }

  private Value cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw TemplateException.evaluation("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Value changed(Arguments arguments) {
    Value now = new TupleValue(arguments.positional());
    boolean changed = lastChanged == null || !Equality.equal(lastChanged, now, budget);
    lastChanged = now;
    return Bool.of(changed);
  }
}
