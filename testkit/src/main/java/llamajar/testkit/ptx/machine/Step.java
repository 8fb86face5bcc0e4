package llamajar.testkit.ptx.machine;

/// What one instruction does to the threads of a warp.
public interface Step {

  /// Does it for some threads.
  ///
  /// @param lanes the threads, one bit each; at least one
  void execute(Warp warp, int lanes);
}
