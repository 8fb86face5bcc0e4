package llamajar.cuda.simulated;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;
import llamajar.testkit.ptx.Grid;
import org.jspecify.annotations.Nullable;

/// A stream of a simulated device.
final class SimulatedStream implements CudaStream {
  private final SimulatedContext context;
  private final Execution execution;
  private final Deque<Order> waiting = new ArrayDeque<>();
  private @Nullable List<Order> captured;

  SimulatedStream(SimulatedContext context) {
    this.context = context;
    this.execution = new Execution(context);
    context.driver().handles().opened(this, "a stream");
  }

  boolean isCapturing() {
    return captured != null;
  }

  /// Does everything that it was told so far.
  void finish() {
    while (!waiting.isEmpty()) {
      execution.carryOut(waiting.remove());
    }
  }

  /// Does what it was told until a point is reached.
  void finishUntil(SimulatedEvent.Point point) {
    while (!point.isReached() && !waiting.isEmpty()) {
      execution.carryOut(waiting.remove());
    }
  }

  private void order(String call, Order order) {
    context.check(call);
    context.driver().handles().requireOpen(this, call);
    if (order.isEmpty()) {
      return;
    }
    if (captured != null) {
      captured.add(order);
    } else {
      submit(order);
    }
  }

  private void submit(Order order) {
    waiting.add(order);
    if (!context.driver().setup().lateWork()) {
      finish();
    }
  }

  private static void requireNative(String call, MemorySegment host) {
    if (!host.isNative()) {
      throw new CudaException(call, Errors.INVALID_VALUE);
    }
  }

  @Override
  public void copyToDevice(long deviceAddress, MemorySegment host) {
    String call = "cuMemcpyHtoDAsync_v2 of %d bytes".formatted(host.byteSize());
    requireNative(call, host);
    order(call, new Order.ToDevice(deviceAddress, host));
  }

  @Override
  public void copyToHost(MemorySegment host, long deviceAddress) {
    String call = "cuMemcpyDtoHAsync_v2 of %d bytes".formatted(host.byteSize());
    requireNative(call, host);
    order(call, new Order.ToHost(host, deviceAddress));
  }

  @Override
  public void copyOnDevice(long toAddress, long fromAddress, long bytes) {
    order("cuMemcpyDtoDAsync_v2", new Order.OnDevice(toAddress, fromAddress, bytes));
  }

  @Override
  public void copyToPeer(CudaContext to, long toAddress, long fromAddress, long bytes) {
    order(
        "cuMemcpyPeerAsync",
        new Order.ToPeer((SimulatedContext) to, toAddress, fromAddress, bytes));
  }

  @Override
  public void fill(long deviceAddress, byte value, long bytes) {
    order("cuMemsetD8Async", new Order.Fill(deviceAddress, value, 1, bytes));
  }

  @Override
  public void fill(long deviceAddress, int value, long words) {
    order("cuMemsetD32Async", new Order.Fill(deviceAddress, value, Integer.BYTES, words));
  }

  @Override
  public void launch(CudaFunction function, LaunchShape shape, KernelArguments arguments) {
    Grid grid =
        new Grid(
            shape.gridX(),
            shape.gridY(),
            shape.gridZ(),
            shape.blockX(),
            shape.blockY(),
            shape.blockZ(),
            shape.dynamicSharedBytes());
    byte[] bytes = arguments.bytes().toArray(ValueLayout.JAVA_BYTE);
    order(
        "cuLaunchKernel of " + function.name(),
        new Order.Run((SimulatedFunction) function, grid, bytes));
  }

  @Override
  public void launch(CudaGraphExec graph) {
    SimulatedGraphExec exec = (SimulatedGraphExec) graph;
    context.driver().handles().requireOpen(exec, "cuGraphLaunch");
    for (Order order : exec.orders()) {
      order("cuGraphLaunch", order);
    }
  }

  @Override
  public void record(CudaEvent event) {
    SimulatedEvent.Point point = ((SimulatedEvent) event).newPoint(this);
    order("cuEventRecord", new Order.Mark(point));
  }

  @Override
  public void waitFor(CudaEvent event) {
    order("cuStreamWaitEvent", new Order.Wait(((SimulatedEvent) event).point()));
  }

  @Override
  public boolean isDone() {
    context.checkNotCapturing("cuStreamQuery");
    boolean done = waiting.isEmpty();
    // Whoever asks again and again must see it done some time.
    finish();
    return done;
  }

  @Override
  public void synchronize() {
    context.checkNotCapturing("cuStreamSynchronize");
    context.driver().handles().requireOpen(this, "cuStreamSynchronize");
    finish();
  }

  @Override
  public void beginCapture() {
    context.check("cuStreamBeginCapture_v2");
    if (captured != null) {
      throw new CudaException("cuStreamBeginCapture_v2", Errors.INVALID_VALUE);
    }
    captured = new ArrayList<>();
  }

  @Override
  public CudaGraph endCapture() {
    context.check("cuStreamEndCapture");
    List<Order> orders = captured;
    if (orders == null) {
      throw new CudaException("cuStreamEndCapture", Errors.CAPTURE_UNMATCHED);
    }
    captured = null;
    return new SimulatedGraph(context, orders);
  }

  @Override
  public void close() {
    context.check("cuStreamDestroy_v2");
    finish();
    context.driver().handles().closed(this, "cuStreamDestroy_v2");
    context.forget(this);
  }
}
