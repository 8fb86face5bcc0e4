package llamajar.cuda.backend;

/// A part of a program that is given to the stream at once: a kernel or a few.
@FunctionalInterface
interface Step {

  /// Gives the work for a batch to the machine's stream.
  void issue(Machine machine, Run run);
}
