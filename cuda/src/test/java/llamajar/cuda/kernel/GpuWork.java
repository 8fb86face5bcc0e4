package llamajar.cuda.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;

/// Memory and kernels on one device for a test.
final class GpuWork implements AutoCloseable {
  private final CudaContext context;
  private final CudaStream stream;
  private final Launcher launcher;
  private final Deque<Runnable> owned = new ArrayDeque<>();

  GpuWork(CudaContext context) {
    this.context = context;
    context.makeCurrent();
    Modules modules = new Modules(context, CodeLoader.DRIVER);
    owned.push(modules::close);
    stream = context.newStream();
    owned.push(stream::close);
    launcher = new Launcher(context, modules, stream);
  }

  Launcher launcher() {
    return launcher;
  }

  /// Takes unwritten memory.
  long allocate(long bytes) {
    DeviceMemory memory = context.allocate(bytes);
    owned.push(memory::close);
    return memory.address();
  }

  long upload(float... values) {
    MemorySegment host = Arena.ofAuto().allocateFrom(JAVA_FLOAT, values);
    return upload(host, 0);
  }

  long upload(int... values) {
    MemorySegment host = Arena.ofAuto().allocateFrom(JAVA_INT, values);
    return upload(host, 0);
  }

  /// Copies bytes, with zeros behind them.
  long upload(MemorySegment host, int slack) {
    long address = allocate(host.byteSize() + slack);
    stream.copyToDevice(address, host);
    stream.fill(address + host.byteSize(), (byte) 0, slack);
    stream.synchronize();
    return address;
  }

  float[] floats(long address, int count) {
    return download(address, (long) count * Float.BYTES).toArray(JAVA_FLOAT);
  }

  int[] ints(long address, int count) {
    return download(address, (long) count * Integer.BYTES).toArray(JAVA_INT);
  }

  byte[] bytes(long address, int count) {
    return download(address, count).toArray(JAVA_BYTE);
  }

  private MemorySegment download(long address, long bytes) {
    MemorySegment host = Arena.ofAuto().allocate(bytes, Long.BYTES);
    stream.copyToHost(host, address);
    stream.synchronize();
    return host;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }
}
