package llamajar.cuda.backend;

import java.lang.foreign.ValueLayout;
import llamajar.compute.Value;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;

/// Which logits are largest, found on the device: four bytes a row instead of the vocabulary's come
/// to the host.
final class BestTokens implements AutoCloseable {
  private final Value logits;
  private final Mirror tokens;
  private int count;

  BestTokens(CudaContext context, Value logits, int maxRows) {
    this.logits = logits;
    tokens = new Mirror(context, byteSize(maxRows));
  }

  /// Device memory that is needed.
  static long byteSize(int maxRows) {
    return (long) maxRows * Integer.BYTES;
  }

  /// Lets the tokens of the last run be lost.
  void forget() {
    count = 0;
  }

  /// Finds the tokens, when the logits are there.
  void issue(Machine m, Run run) {
    if (run.outputs() > 0) {
      m.elements().argmax(m.address(logits), tokens.address(), logits.width(), run.rows(logits));
    }
  }

  /// Copies the tokens of a run, when they are found.
  void copy(Run run, CudaStream stream) {
    tokens.download(stream, byteSize(run.outputs()));
  }

  /// Says that the copies are done.
  void arrived(Run run) {
    count = run.outputs();
  }

  /// Whether the last run found tokens.
  boolean arePresent() {
    return count > 0;
  }

  /// The token of a row, or -1 if none is largest.
  int get(int row) {
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException("token %d of %d wanted ones".formatted(row, count));
    }
    return tokens.host().getAtIndex(ValueLayout.JAVA_INT, row);
  }

  @Override
  public void close() {
    tokens.close();
  }
}
