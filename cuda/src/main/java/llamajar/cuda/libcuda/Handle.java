package llamajar.cuda.libcuda;

/// Something of the driver's that has one owner, who gives it back once.
final class Handle {
  private final DriverCalls calls;
  private final long value;
  private final NativeCall release;
  private boolean released;

  /// @param release the function that takes it back
  Handle(DriverCalls calls, long value, NativeCall release) {
    this.calls = calls;
    this.value = value;
    this.release = release;
  }

  /// What the driver calls it.
  long value() {
    return value;
  }

  /// Gives it back; a second time does nothing.
  void release() {
    if (!released) {
      released = true;
      calls.check(release.call(value), release);
    }
  }
}
