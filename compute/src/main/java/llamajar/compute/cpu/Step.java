package llamajar.compute.cpu;

/// The execution of one op. All members of the team call `run`, each for its part, and meet
/// afterwards, unless both this step and the next one are row by row: then each member has all that
/// it needs already, and a meeting costs more than what the others could take off it.
abstract class Step {

  /// Called by one thread before each run, when the number of rows is known.
  void prepare(RunState state) {}

  /// Whether member `m` touches nothing but rows `m`, `m + members`, … of anything that other
  /// members touch, up to its first meeting inside, if there is one.
  boolean beginsRowByRow() {
    return false;
  }

  /// Whether the same holds up to the end.
  boolean isRowByRow() {
    return false;
  }

  /// Does one member's part.
  abstract void run(RunState state, int member);

  /// Gives memory of its own back.
  void close() {}
}
