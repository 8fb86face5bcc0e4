package llamajar.compute.cpu.x64.platform;

/// One piece of emitted code, ready to be run. Any number of threads may run it at a time.
@FunctionalInterface
public interface MachineCode {
  /// Runs the code.
  ///
  /// @param parameters address of what the code wants to know, in native memory; not checked
  void call(long parameters);
}
