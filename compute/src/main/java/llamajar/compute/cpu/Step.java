package llamajar.compute.cpu;

/// The execution of one op. All members of the team call `run`, each for its part, and meet
/// afterwards.
abstract class Step {

  /// Called by one thread before each run, when the number of rows is known.
  void prepare(RunState state) {}

  /// Does one member's part.
  abstract void run(RunState state, int member);

  /// Gives memory of its own back.
  void close() {}
}
