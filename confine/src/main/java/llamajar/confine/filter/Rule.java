package llamajar.confine.filter;

/// A call that is refused. A call may have several rules; one that applies is enough.
///
/// @param call the call
/// @param condition when it is refused
/// @param error what it fails with
public record Rule(SystemCall call, Condition condition, Errno error) {
  static Rule never(SystemCall call) {
    return new Rule(call, new Condition.Always(), Errno.EPERM);
  }
}
