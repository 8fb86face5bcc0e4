package llamajar.engine.sampling;

/// The last tokens of a text, as many as some stage looks back.
final class TokenHistory {
  private final int capacity;
  private final int[] ring;
  private int next;
  private int size;

  /// @param capacity how many tokens are remembered; 0 remembers none
  TokenHistory(int capacity) {
    this.capacity = capacity;
    this.ring = new int[capacity];
  }

  private TokenHistory(TokenHistory other) {
    capacity = other.capacity;
    ring = other.ring.clone();
    next = other.next;
    size = other.size;
  }

  TokenHistory copy() {
    return new TokenHistory(this);
  }

  void accept(int token) {
    if (capacity == 0) {
      return;
    }
    ring[next] = token;
    next = next + 1 == capacity ? 0 : next + 1;
    size = Math.min(size + 1, capacity);
  }

  void clear() {
    next = 0;
    size = 0;
  }

  int size() {
    return size;
  }

  /// The token `distance` places before the last one; 0 is the last.
  int fromEnd(int distance) {
    int position = next - 1 - distance;
    return ring[position < 0 ? position + capacity : position];
  }
}
