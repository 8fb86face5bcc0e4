package llamajar.cuda.libcuda;

import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// A stream of a device of this machine.
final class RealStream implements CudaStream {
  private static final int NOT_READY = 600;

  /// Other threads may meanwhile do what is not possible in a capture.
  private static final int CAPTURE_THREAD_LOCAL = 1;

  private final DriverCalls calls;
  private final RealContext context;
  private final Handle handle;

  RealStream(DriverCalls calls, RealContext context, long handle) {
    this.calls = calls;
    this.context = context;
    this.handle = new Handle(calls, handle, calls.streamDestroy);
  }

  @Override
  public void copyToDevice(long deviceAddress, MemorySegment host) {
    if (host.byteSize() == 0) {
      return;
    }
    calls.check(
        calls.memcpyHtoD.call(
            deviceAddress, NativeMemory.address(host), host.byteSize(), handle.value()),
        calls.memcpyHtoD);
  }

  @Override
  public void copyToHost(MemorySegment host, long deviceAddress) {
    if (host.byteSize() == 0) {
      return;
    }
    calls.check(
        calls.memcpyDtoH.call(
            NativeMemory.address(host), deviceAddress, host.byteSize(), handle.value()),
        calls.memcpyDtoH);
  }

  @Override
  public void copyOnDevice(long toAddress, long fromAddress, long bytes) {
    if (bytes == 0) {
      return;
    }
    calls.check(
        calls.memcpyDtoD.call(toAddress, fromAddress, bytes, handle.value()), calls.memcpyDtoD);
  }

  @Override
  public void copyToPeer(CudaContext to, long toAddress, long fromAddress, long bytes) {
    if (bytes == 0) {
      return;
    }
    calls.check(
        calls.memcpyPeer.call(
            toAddress,
            ((RealContext) to).handle(),
            fromAddress,
            context.handle(),
            bytes,
            handle.value()),
        calls.memcpyPeer);
  }

  @Override
  public void fill(long deviceAddress, byte value, long bytes) {
    if (bytes == 0) {
      return;
    }
    calls.check(calls.memsetD8.call(deviceAddress, value, bytes, handle.value()), calls.memsetD8);
  }

  @Override
  public void fill(long deviceAddress, int value, long words) {
    if (words == 0) {
      return;
    }
    calls.check(calls.memsetD32.call(deviceAddress, value, words, handle.value()), calls.memsetD32);
  }

  @Override
  public void launch(CudaFunction function, LaunchShape shape, KernelArguments arguments) {
    RealFunction kernel = (RealFunction) function;
    int result =
        calls.launchKernel.call(
            kernel.handle(),
            shape.gridX(),
            shape.gridY(),
            shape.gridZ(),
            shape.blockX(),
            shape.blockY(),
            shape.blockZ(),
            shape.dynamicSharedBytes(),
            handle.value(),
            0,
            arguments.launchOptions().address());
    if (result != 0) {
      calls.check(result, calls.launchKernel, "of " + kernel.name());
    }
  }

  @Override
  public void launch(CudaGraphExec graph) {
    calls.check(
        calls.graphLaunch.call(((RealGraphExec) graph).handle(), handle.value()),
        calls.graphLaunch);
  }

  @Override
  public void record(CudaEvent event) {
    calls.check(
        calls.eventRecord.call(((RealEvent) event).handle(), handle.value()), calls.eventRecord);
  }

  @Override
  public void waitFor(CudaEvent event) {
    calls.check(
        calls.streamWaitEvent.call(handle.value(), ((RealEvent) event).handle(), 0),
        calls.streamWaitEvent);
  }

  @Override
  public boolean isDone() {
    int result = calls.streamQuery.call(handle.value());
    if (result == NOT_READY) {
      return false;
    }
    calls.check(result, calls.streamQuery);
    return true;
  }

  @Override
  public void synchronize() {
    calls.check(calls.streamSynchronize.call(handle.value()), calls.streamSynchronize);
  }

  @Override
  public void beginCapture() {
    calls.check(
        calls.streamBeginCapture.call(handle.value(), CAPTURE_THREAD_LOCAL),
        calls.streamBeginCapture);
  }

  @Override
  public CudaGraph endCapture() {
    try (Out out = new Out()) {
      calls.check(
          calls.streamEndCapture.call(handle.value(), out.address()), calls.streamEndCapture);
      return new RealGraph(calls, out.asLong());
    }
  }

  @Override
  public void close() {
    handle.release();
  }
}
