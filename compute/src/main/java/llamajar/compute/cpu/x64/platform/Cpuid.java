package llamajar.compute.cpu.x64.platform;

/// What a processor says about itself.
interface Cpuid {
  /// Answers CPUID for a leaf and a subleaf; with anything where the processor has no such leaf.
  Registers query(int leaf, int subleaf);

  /// XCR0: a bit for each kind of register that the operating system saves. Only for processors
  /// whose CPUID says that there is such a register.
  long savedRegisters();

  /// The four registers that the instruction CPUID fills.
  record Registers(int eax, int ebx, int ecx, int edx) {}
}
