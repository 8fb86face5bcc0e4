package llamajar.cuda.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceAttribute;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.kernel.BenchKernels;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.kernel.Launcher;
import llamajar.cuda.kernel.Modules;

/// Measures what a device can do at best. Other work on the device makes it less.
public final class DeviceProbe {
  /// What is copied is so many times as large as the second-level cache, which then hardly helps.
  private static final int CACHES = 8;

  private static final long LEAST_COPY = 1 << 20;

  /// Less and the launch counts.
  private static final float LEAST_MILLISECONDS = 20;

  private static final int MOST_AMOUNT = 1 << 20;
  private static final int REPETITIONS = 5;

  private final CudaDevice device;
  private final CodeLoader loader;

  /// Measures on a device.
  ///
  /// @param loader how the code is compiled
  public DeviceProbe(CudaDevice device, CodeLoader loader) {
    this.device = device;
    this.loader = loader;
  }

  /// Bytes per second that the device reads from its memory and writes to it, when a kernel copies.
  public DeviceLimit copyBandwidth() {
    try (Work work = new Work()) {
      long free = work.context.memoryInfo().free();
      long cached = (long) CACHES * device.attribute(DeviceAttribute.L2_CACHE_SIZE);
      long bytes = Math.max(LEAST_COPY, Math.min(cached, free / 4)) / 256 * 256;
      DeviceMemory from = work.own(work.context.allocate(bytes));
      DeviceMemory to = work.own(work.context.allocate(bytes));
      work.stream.fill(from.address(), (byte) 1, bytes);
      double copies =
          work.perSecond(times -> {
            for (int i = 0; i < times; i++) {
              work.kernels.copy(from.address(), to.address(), bytes);
            }
          });
      return new DeviceLimit(
          2 * bytes * copies, "bench.copy of %d MiB, read and written".formatted(bytes >> 20));
    }
  }

  /// Operations per second of int8 products on tensor cores; a multiplication and the addition
  /// after it count as two.
  public DeviceLimit int8Peak() {
    try (Work work = new Work()) {
      DeviceMemory out = work.own(work.context.allocate(work.kernels.multiplyBytes()));
      double rounds = work.perSecond(times -> work.kernels.multiply(out.address(), times));
      return new DeviceLimit(
          work.kernels.operationsPerRound() * rounds, "bench.multiply, mma of int8");
    }
  }

  /// Kernels on a stream of their own, and what measures their time.
  private final class Work implements AutoCloseable {
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final CudaContext context;
    private final CudaStream stream;
    private final BenchKernels kernels;
    private final CudaEvent begin;
    private final CudaEvent end;

    Work() {
      context = own(device.retainContext());
      try {
        context.makeCurrent();
        Modules modules = own(new Modules(context, loader));
        stream = own(context.newStream());
        begin = own(context.newEvent(true));
        end = own(context.newEvent(true));
        kernels = new BenchKernels(new Launcher(context, modules, stream));
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    <T extends AutoCloseable> T own(T resource) {
      owned.push(resource);
      return resource;
    }

    /// How often in a second something can be done, at best.
    ///
    /// @param issue gives the stream work that does it so many times
    double perSecond(IntConsumer issue) {
      int times = 1;
      float milliseconds = time(issue, times);
      while (milliseconds < LEAST_MILLISECONDS && times < MOST_AMOUNT) {
        times *= 2;
        milliseconds = time(issue, times);
      }
      for (int i = 1; i < REPETITIONS; i++) {
        milliseconds = Math.min(milliseconds, time(issue, times));
      }
      return 1e3 * times / milliseconds;
    }

    private float time(IntConsumer issue, int times) {
      stream.record(begin);
      issue.accept(times);
      stream.record(end);
      end.synchronize();
      return end.millisecondsSince(begin);
    }

    @Override
    public void close() {
      while (!owned.isEmpty()) {
        try {
          owned.pop().close();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
