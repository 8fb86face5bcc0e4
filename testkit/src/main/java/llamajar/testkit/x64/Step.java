package llamajar.testkit.x64;

/// A decoded instruction.
///
/// @param end offset of the next instruction in the code
/// @param action what it does
record Step(int end, Action action) {
  /// What an instruction does to a machine.
  @FunctionalInterface
  interface Action {
    /// Does it; a jump changes [Machine#next].
    void run(Machine machine);
  }
}
