package llamajar.testkit.ptx.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Code;
import llamajar.testkit.ptx.machine.SpecialRegister;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxFunction;
import llamajar.testkit.ptx.syntax.PtxRegister;
import llamajar.testkit.ptx.syntax.PtxType;

/// Gives registers, constants and special registers their numbers.
///
/// Marks are numbered file by file, so the numbers of the files must be known first: constants get
/// room for as many as there are operands.
final class Registers {
  private final Map<String, Slot> named = new HashMap<>();
  private final Map<Long, Slot> wordConstants = new HashMap<>();
  private final Map<Long, Slot> longConstants = new HashMap<>();
  private final List<Code.Constant> wordValues = new ArrayList<>();
  private final List<Code.Constant> longValues = new ArrayList<>();
  private final List<Code.Special> specials = new ArrayList<>();
  private final Map<SpecialRegister, Slot> specialSlots = new HashMap<>();
  private final List<String> wordNames = new ArrayList<>();
  private final List<String> longNames = new ArrayList<>();
  private final List<String> predicateNames = new ArrayList<>();
  private final int wordRoom;
  private final int longRoom;
  private final Slot none;

  Registers(PtxFunction function) {
    int constants = 8 + SpecialRegister.values().length;
    for (var instruction : function.instructions()) {
      constants += instruction.operands().stream().mapToInt(Registers::count).sum();
    }
    int words = 0;
    int longs = 0;
    for (PtxRegister register : function.registers()) {
      if (register.type().isWide()) {
        longs++;
      } else if (register.type() != PtxType.PRED) {
        words++;
      }
    }
    wordRoom = words + constants;
    longRoom = longs + constants;
    // Register 0 takes results that are thrown away.
    none = wordConstant(0);
    longConstant(0);
    // Another zero is needed where its value counts.
    wordConstants.clear();
    longConstants.clear();
    for (PtxRegister register : function.registers()) {
      named.put(register.name(), add(register));
    }
  }

  /// A register that is always written, for sources that there are not.
  Slot none() {
    return none;
  }

  /// A declared or special register.
  Optional<Slot> find(String name) {
    Slot slot = named.get(name);
    if (slot != null || !name.startsWith("%")) {
      return Optional.ofNullable(slot);
    }
    return special(name.substring(1).replace('.', '_').toUpperCase(Locale.ROOT));
  }

  Slot wordConstant(long value) {
    return wordConstants.computeIfAbsent(
        value & 0xffff_ffffL,
        v -> {
          Slot slot = word("the constant " + v);
          wordValues.add(new Code.Constant(slot.index(), v));
          return slot;
        });
  }

  Slot longConstant(long value) {
    return longConstants.computeIfAbsent(
        value,
        v -> {
          Slot slot = wide("the constant " + v);
          longValues.add(new Code.Constant(slot.index(), v));
          return slot;
        });
  }

  /// What the machine must know.
  Code.Registers finish() {
    List<String> names = new ArrayList<>(wordNames);
    pad(names, wordRoom);
    names.addAll(longNames);
    pad(names, wordRoom + longRoom);
    names.addAll(predicateNames);
    return new Code.Registers(
        wordRoom,
        longRoom,
        predicateNames.size(),
        List.copyOf(wordValues),
        List.copyOf(longValues),
        List.copyOf(specials),
        List.copyOf(names));
  }

  private static int count(Operand operand) {
    return operand instanceof Operand.Group group
        ? group.members().stream().mapToInt(Registers::count).sum()
        : 1;
  }

  private static void pad(List<String> names, int size) {
    while (names.size() < size) {
      names.add("");
    }
  }

  private Optional<Slot> special(String name) {
    for (SpecialRegister register : SpecialRegister.values()) {
      if (register.name().equals(name)) {
        return Optional.of(
            specialSlots.computeIfAbsent(
                register,
                r -> {
                  Slot slot = word("%" + name.toLowerCase(Locale.ROOT));
                  specials.add(new Code.Special(slot.index(), r));
                  return slot;
                }));
      }
    }
    return Optional.empty();
  }

  private Slot add(PtxRegister register) {
    if (register.type() == PtxType.PRED) {
      int index = predicateNames.size();
      predicateNames.add(register.name());
      return new Slot(Slot.File.PREDICATE, index, wordRoom + longRoom + index);
    }
    return register.type().isWide() ? wide(register.name()) : word(register.name());
  }

  private Slot word(String name) {
    int index = wordNames.size();
    if (index >= wordRoom) {
      throw new IllegalStateException("more constants than operands");
    }
    wordNames.add(name);
    return new Slot(Slot.File.WORD, index, index);
  }

  private Slot wide(String name) {
    int index = longNames.size();
    if (index >= longRoom) {
      throw new IllegalStateException("more constants than operands");
    }
    longNames.add(name);
    return new Slot(Slot.File.LONG, index, wordRoom + index);
  }
}
