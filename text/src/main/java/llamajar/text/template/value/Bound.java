package llamajar.text.template.value;

import java.math.BigInteger;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Arguments by parameter. Optional ones may be absent.
public final class Bound {
  private final String function;
  private final @Nullable Value[] values;

  Bound(String function, @Nullable Value[] values) {
    this.function = function;
    this.values = values;
  }

  /// Whether the argument was given.
  public boolean has(int index) {
    return values[index] != null;
  }

  /// Whether the argument was given and is not none.
  public boolean hasValue(int index) {
    return values[index] != null && !(values[index] instanceof None);
  }

  /// An argument, or null if it was not given.
  public @Nullable Value find(int index) {
    return values[index];
  }

  /// An argument that was given.
  public Value get(int index) {
    Value value = values[index];
    if (value == null) {
      throw TemplateException.evaluation("%s() misses argument %d".formatted(function, index + 1));
    }
    return value;
  }

  /// An argument, or something else if it was not given.
  public Value get(int index, Value otherwise) {
    Value value = values[index];
    return value == null ? otherwise : value;
  }

  /// A string argument.
  public String string(int index) {
    if (get(index) instanceof Text text) {
      return text.string();
    }
    throw wrongType(index, "a string");
  }

  /// A string argument, or something else if it was not given.
  public String string(int index, String otherwise) {
    return has(index) ? string(index) : otherwise;
  }

  /// A whole number that fits in an int, or something else if it was not given. Larger ones become
  /// the largest or smallest int.
  public int integer(int index, int otherwise) {
    Value value = values[index];
    if (value == null) {
      return otherwise;
    }
    BigInteger number = Numbers.integer(value);
    if (number == null) {
      throw wrongType(index, "an integer");
    }
    return Numbers.clamp(number);
  }

  /// The truth of an argument, or something else if it was not given.
  public boolean truth(int index, boolean otherwise) {
    Value value = values[index];
    return value == null ? otherwise : value.truth();
  }

  private TemplateException wrongType(int index, String expected) {
    return values[index] instanceof Undefined undefined
        ? undefined.failure()
        : TemplateException.evaluation(
            "%s() wants %s as argument %d, not '%s'"
                .formatted(function, expected, index + 1, get(index).typeName()));
  }
}
