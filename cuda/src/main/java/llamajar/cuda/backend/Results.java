package llamajar.cuda.backend;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Value;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.PinnedMemory;

/// Host memory for what a program results in. It grows with the rows that are wanted.
final class Results implements AutoCloseable {
  private final CudaContext context;
  private final List<Value> values;
  private final List<PinnedMemory> memory = new ArrayList<>();
  private final int[] rows;
  private boolean valid;

  Results(CudaContext context, List<Value> values) {
    this.context = context;
    this.values = values;
    rows = new int[values.size()];
  }

  /// Lets the results of the last run be lost.
  void forget() {
    valid = false;
  }

  /// Copies the results of a run, when it is done.
  void copy(Run run, Buffers buffers, CudaStream stream) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = run.rows(values.get(i));
      provide(i, rows[i] * rowBytes(i));
      MemorySegment target = memory.get(i).segment().asSlice(0, rows[i] * rowBytes(i));
      stream.copyToHost(target, buffers.address(values.get(i)));
    }
  }

  /// Says that the copies are done.
  void arrived() {
    valid = true;
  }

  /// All rows of a result.
  MemorySegment all(int index) {
    int count = valid ? rows[index] : 0;
    return count == 0
        ? MemorySegment.NULL
        : memory.get(index).segment().asSlice(0, count * rowBytes(index));
  }

  /// A row of the first result.
  MemorySegment row(int row) {
    int count = valid ? rows[0] : 0;
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException("logits %d of %d wanted ones".formatted(row, count));
    }
    return memory.getFirst().segment().asSlice(row * rowBytes(0), rowBytes(0));
  }

  private long rowBytes(int index) {
    return (long) values.get(index).width() * Float.BYTES;
  }

  private void provide(int index, long bytes) {
    if (index == memory.size()) {
      memory.add(context.allocatePinned(Math.max(bytes, rowBytes(index))));
    } else if (memory.get(index).segment().byteSize() < bytes) {
      PinnedMemory larger = context.allocatePinned(bytes);
      memory.set(index, larger).close();
    }
  }

  @Override
  public void close() {
    memory.forEach(Closing::close);
    memory.clear();
  }
}
