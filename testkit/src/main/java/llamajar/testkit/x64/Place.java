package llamajar.testkit.x64;

/// The operand of an instruction that is a register or in memory.
sealed interface Place {
  /// A register of the kind that the instruction works on.
  record Register(int number) implements Place {}

  /// `base + index · scale + displacement`; no base or no index is −1.
  record At(int base, int index, int scale, long displacement) implements Place {
    long address(Machine machine) {
      long address = displacement;
      if (base >= 0) {
        address += machine.gpr[base];
      }
      if (index >= 0) {
        address += machine.gpr[index] * scale;
      }
      return address;
    }
  }

  /// A place in the code, by its offset.
  record InCode(int offset) implements Place {}

  /// The address of an operand in memory.
  default long addressIn(Machine machine) {
    return switch (this) {
      case At at -> at.address(machine);
      case InCode place -> machine.codeAddress(place.offset());
      case Register register -> throw new IllegalStateException("a register has no address");
    };
  }
}
