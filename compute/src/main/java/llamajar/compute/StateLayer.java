package llamajar.compute;

/// What one recurrent layer keeps for each sequence, whatever its length: float32 numbers that
/// every token replaces. A sequence begins with zeros.
///
/// @param length how many floats
public record StateLayer(int length) {

  /// Bytes that all recurrent layers of a program keep for one sequence.
  public static long bytesFor(Program program) {
    return Float.BYTES * program.stateLayers().stream().mapToLong(StateLayer::length).sum();
  }
}
