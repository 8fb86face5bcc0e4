package llamajar.text.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Cursors with their frames: calls of rules that are under way, in an order that depends on
/// nothing but their ids.
final class Calls {
  private static final Comparator<Call> BY_ID =
      Comparator.comparingInt((Call call) -> call.cursor.id)
          .thenComparingInt(call -> call.frame.id);

  private final List<Call> calls;

  Calls(int capacity) {
    calls = new ArrayList<>(capacity);
  }

  private record Call(Cursor cursor, Frame frame) {}

  void add(Cursor cursor, Frame frame) {
    calls.add(new Call(cursor, frame));
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /// A key for these calls and one more number. Nothing can be added afterwards.
  Key key(int more) {
    calls.sort(BY_ID);
    int[] values = new int[2 * calls.size() + 1];
    values[0] = more;
    for (int i = 0; i < calls.size(); i++) {
      values[2 * i + 1] = calls.get(i).cursor.id;
      values[2 * i + 2] = calls.get(i).frame.id;
    }
    return new Key(values);
  }

  Cursor[] cursors() {
    return calls.stream().map(Call::cursor).toArray(Cursor[]::new);
  }

  Frame[] frames() {
    return calls.stream().map(Call::frame).toArray(Frame[]::new);
  }
}
