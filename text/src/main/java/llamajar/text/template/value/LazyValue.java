package llamajar.text.template.value;

import java.util.Iterator;

/// What filters such as `map` and `select` give: elements that are computed when they are wanted,
/// and can be gone through once.
public final class LazyValue implements Value {
  private final Iterator<Value> items;

  /// A sequence of what an iterator gives.
  public LazyValue(Iterator<Value> items) {
    this.items = items;
  }

  /// What has not been gone through yet.
  public Iterator<Value> items() {
    return items;
  }

  @Override
  public String typeName() {
    return "generator";
  }

  @Override
  public boolean truth() {
    return true;
  }
}
