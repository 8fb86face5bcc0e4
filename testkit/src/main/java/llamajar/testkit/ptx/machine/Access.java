package llamajar.testkit.ptx.machine;

/// What an instruction does to memory.
public enum Access {
  /// Looks only.
  READ,
  /// Sets it.
  WRITE,
  /// Looks and sets so that no other such access comes between.
  ATOMIC;

  /// How messages say it.
  String verb() {
    return switch (this) {
      case READ -> "reads";
      case WRITE -> "writes";
      case ATOMIC -> "updates";
    };
  }
}
