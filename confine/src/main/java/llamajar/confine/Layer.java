package llamajar.confine;

/// One layer of confinement.
///
/// @param name what it is called
/// @param state whether it holds
public record Layer(String name, State state) {

  static final String LANDLOCK = "Landlock";

  static final String CALLS = "seccomp";

  /// Whether files are closed by it now.
  public boolean closesFiles() {
    return name.equals(LANDLOCK) && state instanceof InForce;
  }

  /// Whether a layer holds.
  public sealed interface State {}

  /// It holds for every thread.
  ///
  /// @param what what it keeps, in words
  public record InForce(String what) implements State {}

  /// It does not hold, or not for every thread.
  ///
  /// @param reason why, in words
  public record Absent(String reason) implements State {}
}
