package llamajar.engine.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A block whose tokens are known, in the tree of all prefixes: its parent holds what comes before.
/// Only leaves may hold fewer tokens than a block has positions.
final class CachedBlock {
  private final @Nullable CachedBlock parent;
  private final int block;
  private final int[] tokens;

  /// By their first token.
  private final Map<Integer, List<CachedBlock>> children = new HashMap<>();

  /// Sequences that use it.
  int users;

  CachedBlock(@Nullable CachedBlock parent, int block, int[] tokens) {
    this.parent = parent;
    this.block = block;
    this.tokens = tokens;
  }

  @Nullable CachedBlock parent() {
    return parent;
  }

  /// Its place in the store.
  int block() {
    return block;
  }

  /// Number of positions that are filled.
  int length() {
    return tokens.length;
  }

  boolean isLeaf() {
    return children.isEmpty();
  }

  /// How many of the tokens from `from` on it holds, at most `limit`.
  int common(int[] text, int from, int limit) {
    int most = Math.min(limit, tokens.length);
    int difference = Arrays.mismatch(tokens, 0, most, text, from, from + most);
    return difference < 0 ? most : difference;
  }

  /// The child that holds exactly `count` tokens of a text.
  @Nullable CachedBlock child(int[] text, int from, int count) {
    for (CachedBlock child : startingWith(text[from])) {
      if (child.tokens.length == count && child.common(text, from, count) == count) {
        return child;
      }
    }
    return null;
  }

  /// The children whose first token this is.
  List<CachedBlock> startingWith(int token) {
    return children.getOrDefault(token, List.of());
  }

  void add(CachedBlock child) {
    children.computeIfAbsent(child.tokens[0], token -> new ArrayList<>(1)).add(child);
  }

  void remove(CachedBlock child) {
    List<CachedBlock> siblings = children.get(child.tokens[0]);
    if (siblings != null) {
      siblings.remove(child);
      if (siblings.isEmpty()) {
        children.remove(child.tokens[0]);
      }
    }
  }
}
