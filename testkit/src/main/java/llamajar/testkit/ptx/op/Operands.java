package llamajar.testkit.ptx.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxInstruction;
import llamajar.testkit.ptx.syntax.PtxType;

/// The operands of one instruction, as registers.
final class Operands {
  private static final String SINK = "_";

  private final List<Operand> operands;
  private final Registers registers;
  private final Map<String, Long> addresses;

  /// @param addresses of variables, each in its own space
  Operands(PtxInstruction instruction, Registers registers, Map<String, Long> addresses) {
    this.operands = instruction.operands();
    this.registers = registers;
    this.addresses = addresses;
  }

  int count() {
    return operands.size();
  }

  Operand get(int index) {
    if (index >= operands.size()) {
      throw new UnsupportedOperationException("operand " + (index + 1) + " is missing");
    }
    return operands.get(index);
  }

  /// A register that is always written.
  Slot none() {
    return registers.none();
  }

  /// A register that an instruction sets, of the width of a type.
  Slot destination(int index, PtxType type) {
    return destination(get(index), type);
  }

  Slot destination(Operand operand, PtxType type) {
    Slot slot = register(operand);
    checkWidth(slot, type);
    return slot;
  }

  /// A register or constant of the width of a type.
  Slot source(int index, PtxType type) {
    return source(get(index), type);
  }

  Slot source(Operand operand, PtxType type) {
    if (operand instanceof Operand.Literal number) {
      return constant(number, type);
    }
    Slot slot = register(operand);
    checkWidth(slot, type);
    return slot;
  }

  /// A register or constant that may be wider than a type: loads, stores and conversions allow it.
  Slot looseSource(Operand operand, PtxType type) {
    return operand instanceof Operand.Literal number ? constant(number, type) : register(operand);
  }

  /// A register of any width, or the constant zero's for the sink.
  Slot register(Operand operand) {
    if (operand instanceof Operand.Name name) {
      return register(name.name());
    }
    throw new UnsupportedOperationException("a register is expected, not " + operand);
  }

  Slot register(String name) {
    return registers
        .find(name)
        .orElseThrow(() -> new UnsupportedOperationException("there is no register " + name));
  }

  /// Whether an operand throws away what is put into it.
  static boolean isSink(Operand operand) {
    return operand instanceof Operand.Name name && name.name().equals(SINK);
  }

  /// A predicate.
  Slot predicate(int index) {
    return predicate(get(index));
  }

  Slot predicate(Operand operand) {
    Slot slot = register(operand);
    if (slot.file() != Slot.File.PREDICATE) {
      throw new UnsupportedOperationException("a predicate is expected");
    }
    return slot;
  }

  /// The members of a group, or the operand itself.
  List<Operand> members(int index) {
    Operand operand = get(index);
    return operand instanceof Operand.Group group ? group.members() : List.of(operand);
  }

  /// Registers of a group.
  List<Slot> sources(int index, PtxType type) {
    List<Slot> slots = new ArrayList<>();
    for (Operand member : members(index)) {
      slots.add(source(member, type));
    }
    return slots;
  }

  /// An integer that is known before the kernel runs.
  int immediate(int index) {
    if (get(index) instanceof Operand.Literal number) {
      return Math.toIntExact(number.bits());
    }
    throw new UnsupportedOperationException("a constant is expected as operand " + (index + 1));
  }

  /// The register and offset of an address. A variable's address is a constant.
  Place place(int index) {
    Operand operand = get(index);
    if (operand instanceof Operand.Name name) {
      operand = new Operand.Address(name.name(), 0);
    }
    if (!(operand instanceof Operand.Address address)) {
      throw new UnsupportedOperationException("an address is expected as operand " + (index + 1));
    }
    if (address.base().isEmpty()) {
      return new Place(registers.longConstant(address.offset()), 0);
    }
    Long variable = addresses.get(address.base());
    if (variable != null) {
      return new Place(registers.longConstant(variable + address.offset()), 0);
    }
    return new Place(register(address.base()), address.offset());
  }

  /// A register and what to add to it.
  record Place(Slot base, long offset) {}

  /// The address of a variable, as a constant.
  Slot variable(Operand operand, PtxType type) {
    String name;
    long offset = 0;
    switch (operand) {
      case Operand.Name plain -> name = plain.name();
      case Operand.Address address -> {
        name = address.base();
        offset = address.offset();
      }
      default -> throw new UnsupportedOperationException("a variable is expected");
    }
    Long address = addresses.get(name);
    if (address == null) {
      throw new UnsupportedOperationException("there is no register or variable " + name);
    }
    return type.isWide()
        ? registers.longConstant(address + offset)
        : registers.wordConstant(address + offset);
  }

  /// Whether an operand names a variable.
  boolean isVariable(Operand operand) {
    return switch (operand) {
      case Operand.Name name -> addresses.containsKey(name.name());
      case Operand.Address address -> addresses.containsKey(address.base());
      default -> false;
    };
  }

  private Slot constant(Operand.Literal number, PtxType type) {
    long bits = number.bits();
    if (type == PtxType.F64 && number.floatBytes() == 4) {
      bits = Double.doubleToRawLongBits(Float.intBitsToFloat((int) bits));
    } else if (type == PtxType.F32 && number.floatBytes() == 8) {
      bits = Float.floatToRawIntBits((float) Double.longBitsToDouble(bits)) & 0xffff_ffffL;
    }
    return type.isWide()
        ? registers.longConstant(bits)
        : registers.wordConstant(ScalarLanes.truncated(type, bits));
  }

  private static void checkWidth(Slot slot, PtxType type) {
    boolean matches =
        type == PtxType.PRED
            ? slot.file() == Slot.File.PREDICATE
            : slot.file() == (type.isWide() ? Slot.File.LONG : Slot.File.WORD);
    if (!matches) {
      throw new UnsupportedOperationException("a register has another width than " + type);
    }
  }
}
