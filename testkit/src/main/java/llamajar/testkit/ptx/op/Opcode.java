package llamajar.testkit.ptx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;

/// An opcode's parts, of which those that decide something are taken one after the other.
final class Opcode {
  private final String text;
  private final String name;
  private final List<String> modifiers;
  private final List<PtxType> types = new ArrayList<>();

  Opcode(String text) {
    this.text = text;
    String[] parts = text.split("\\.", -1);
    this.name = parts[0];
    this.modifiers = new ArrayList<>();
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      PtxType type = PtxType.named(part);
      if (type != null) {
        types.add(type);
      } else {
        modifiers.add(part);
      }
    }
  }

  /// Everything before the first dot.
  String name() {
    return name;
  }

  /// All of it.
  String text() {
    return text;
  }

  /// Whether it has a modifier, which counts as taken from now on.
  boolean take(String modifier) {
    return modifiers.remove(modifier);
  }

  /// Whether it has a modifier.
  boolean has(String modifier) {
    return modifiers.contains(modifier);
  }

  /// The first of some modifiers that it has, which counts as taken from now on.
  Optional<String> takeAny(String... candidates) {
    return Arrays.stream(candidates).filter(this::take).findFirst();
  }

  int typeCount() {
    return types.size();
  }

  /// One of its types.
  PtxType type(int index) {
    if (index >= types.size()) {
      throw new UnsupportedOperationException("type " + (index + 1) + " is missing");
    }
    return types.get(index);
  }

  /// Refuses modifiers that nobody took.
  void requireAllTaken() {
    if (!modifiers.isEmpty()) {
      throw new UnsupportedOperationException("unknown modifier ." + modifiers.getFirst());
    }
  }
}
