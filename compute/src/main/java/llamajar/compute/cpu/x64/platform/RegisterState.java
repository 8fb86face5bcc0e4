package llamajar.compute.cpu.x64.platform;

/// Kinds of registers that the operating system must save when it switches threads, before programs
/// may use them.
enum RegisterState {
  /// Those that every 64-bit system saves.
  GENERAL("general", 0),
  /// XMM and the upper halves of YMM.
  AVX("AVX", 0x6),
  /// Also masks, the upper halves of ZMM0 to 15, and ZMM16 to 31. macOS shows them as saved only to
  /// threads that have used them, so there they count as not saved.
  AVX512("AVX-512", 0xe6),
  /// Tile configuration and tiles.
  AMX("AMX", 0x60000);

  private final String label;
  private final long bits;

  RegisterState(String label, long bits) {
    this.label = label;
    this.bits = bits;
  }

  /// What reports call the registers.
  String label() {
    return label;
  }

  /// Whether they are among the registers that XCR0 lists.
  boolean isSaved(long savedRegisters) {
    return (savedRegisters & bits) == bits;
  }
}
