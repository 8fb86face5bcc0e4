package llamajar.cuda.simulated;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.cuda.driver.CudaException;
import llamajar.testkit.ptx.machine.DeviceMemorySpace;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.SimulationException;

/// Carries orders out.
final class Execution {
  private final SimulatedContext context;
  private final DeviceMemorySpace memory;

  Execution(SimulatedContext context) {
    this.context = context;
    this.memory = context.simulatedDevice().simulator().memory();
  }

  void carryOut(Order order) {
    switch (order) {
      case Order.ToDevice copy -> toDevice(copy);
      case Order.ToHost copy -> toHost(copy);
      case Order.OnDevice copy -> copy(memory, copy.to(), copy.from(), copy.bytes());
      case Order.ToPeer copy ->
          copy(
              copy.peer().simulatedDevice().simulator().memory(),
              copy.to(),
              copy.from(),
              copy.bytes());
      case Order.Fill fill -> fill(fill);
      case Order.Run run -> run(run);
      case Order.Mark mark -> mark.point().reach();
      case Order.Wait wait -> wait.point().await();
    }
  }

  private void toDevice(Order.ToDevice order) {
    int bytes = Math.toIntExact(order.host().byteSize());
    Region region = find(memory, "a copy to the device", order.address(), bytes);
    byte[] data = new byte[bytes];
    MemorySegment.copy(order.host(), ValueLayout.JAVA_BYTE, 0, data, 0, bytes);
    region.write(offset(region, order.address()), data, 0, bytes);
  }

  private void toHost(Order.ToHost order) {
    int bytes = Math.toIntExact(order.host().byteSize());
    Region region = find(memory, "a copy to the host", order.address(), bytes);
    int offset = offset(region, order.address());
    int unwritten = region.firstUnwritten(offset, bytes);
    if (unwritten >= 0) {
      throw new SimulationException(
          Fault.Kind.UNINITIALIZED,
          "",
          0,
          "a copy to the host reads byte %d of %s, which was never written"
              .formatted(unwritten, region.name()));
    }
    byte[] data = new byte[bytes];
    region.read(offset, data, 0, bytes);
    MemorySegment.copy(data, 0, order.host(), ValueLayout.JAVA_BYTE, 0, bytes);
    context.simulatedDevice().countToHost(bytes);
  }

  private void copy(DeviceMemorySpace target, long to, long from, long bytes) {
    int count = Math.toIntExact(bytes);
    Region source = find(memory, "a copy", from, count);
    Region destination = find(target, "a copy", to, count);
    destination.copyFrom(source, offset(source, from), offset(destination, to), count);
  }

  private void fill(Order.Fill order) {
    int bytes = Math.toIntExact(order.words() * order.wordBytes());
    Region region = find(memory, "filling memory", order.address(), bytes);
    int start = offset(region, order.address());
    if (order.wordBytes() == 1) {
      region.fill(start, bytes, (byte) order.value());
      return;
    }
    byte[] data = new byte[bytes];
    MemorySegment.ofArray(data)
        .asSlice(0, bytes)
        .elements(ValueLayout.JAVA_INT_UNALIGNED)
        .forEach(word -> word.set(ValueLayout.JAVA_INT_UNALIGNED, 0, order.value()));
    region.write(start, data, 0, bytes);
  }

  private void run(Order.Run order) {
    String call = "cuLaunchKernel of " + order.function().name();
    try {
      context.driver().failures().pass(Failures.Point.LAUNCH, call);
    } catch (CudaException e) {
      context.lose(e);
      throw e;
    }
    context
        .simulatedDevice()
        .simulator()
        .launch(order.function().kernel(), order.grid(), order.arguments());
  }

  private static Region find(DeviceMemorySpace space, String what, long address, int bytes) {
    Region region = space.find(address);
    if (region == null || !region.contains(address, bytes)) {
      throw new SimulationException(
          Fault.Kind.OUT_OF_BOUNDS,
          "",
          0,
          "%s of %d bytes at 0x%x: %s".formatted(what, bytes, address, space.describe(address)));
    }
    return region;
  }

  private static int offset(Region region, long address) {
    return (int) (address - region.address());
  }
}
