package llamajar.cuda.simulated;

import java.lang.foreign.MemorySegment;
import llamajar.testkit.ptx.Grid;

/// Something that a stream was told to do.
sealed interface Order {

  /// Copy from the host.
  record ToDevice(long address, MemorySegment host) implements Order {}

  /// Copy to the host.
  record ToHost(MemorySegment host, long address) implements Order {}

  /// Copy within a device.
  record OnDevice(long to, long from, long bytes) implements Order {}

  /// Copy to another device.
  record ToPeer(SimulatedContext peer, long to, long from, long bytes) implements Order {}

  /// Set words of one or four bytes.
  record Fill(long address, int value, int wordBytes, long words) implements Order {}

  /// Run a kernel.
  @SuppressWarnings("ArrayRecordComponent") // the stream's own copy
  record Run(SimulatedFunction function, Grid grid, byte[] arguments) implements Order {}

  /// Note that everything before is done.
  record Mark(SimulatedEvent.Point point) implements Order {}

  /// Wait until another stream has come to a point.
  record Wait(SimulatedEvent.Point point) implements Order {}

  /// Whether there is nothing to do.
  default boolean isEmpty() {
    return switch (this) {
      case ToDevice copy -> copy.host().byteSize() == 0;
      case ToHost copy -> copy.host().byteSize() == 0;
      case OnDevice copy -> copy.bytes() == 0;
      case ToPeer copy -> copy.bytes() == 0;
      case Fill fill -> fill.words() == 0;
      case Run run -> false;
      case Mark mark -> false;
      case Wait wait -> false;
    };
  }

  /// Whether an order may take another's place in a graph that is ready to launch.
  static boolean matches(Order order, Order other) {
    if (order instanceof Run run && other instanceof Run otherRun) {
      return run.function().kernel() == otherRun.function().kernel();
    }
    return order.getClass() == other.getClass();
  }
}
