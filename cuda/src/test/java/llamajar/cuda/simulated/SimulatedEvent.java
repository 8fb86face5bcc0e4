package llamajar.cuda.simulated;

import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaException;
import org.jspecify.annotations.Nullable;

/// An event of a simulated device.
final class SimulatedEvent implements CudaEvent {

  /// A point in the work of a stream.
  static final class Point {
    private final @Nullable SimulatedStream stream;
    private boolean reached;
    private long nanoseconds;

    Point(@Nullable SimulatedStream stream) {
      this.stream = stream;
      this.reached = stream == null;
    }

    boolean isReached() {
      return reached;
    }

    void reach() {
      reached = true;
      nanoseconds = System.nanoTime();
    }

    void await() {
      if (stream != null) {
        stream.finishUntil(this);
      }
    }
  }

  private final SimulatedContext context;
  private final boolean timed;
  private Point point = new Point(null);

  SimulatedEvent(SimulatedContext context, boolean timed) {
    this.context = context;
    this.timed = timed;
    context.driver().handles().opened(this, "an event");
  }

  Point newPoint(SimulatedStream stream) {
    point = new Point(stream);
    return point;
  }

  Point point() {
    return point;
  }

  @Override
  public boolean isDone() {
    context.check("cuEventQuery");
    boolean done = point.isReached();
    point.await();
    return done;
  }

  @Override
  public void synchronize() {
    context.check("cuEventSynchronize");
    point.await();
  }

  @Override
  public float millisecondsSince(CudaEvent earlier) {
    context.check("cuEventElapsedTime");
    SimulatedEvent from = (SimulatedEvent) earlier;
    if (!timed || !from.timed || !point.isReached() || !from.point.isReached()) {
      throw new CudaException("cuEventElapsedTime", Errors.INVALID_HANDLE);
    }
    return (point.nanoseconds - from.point.nanoseconds) / 1e6f;
  }

  @Override
  public void close() {
    context.check("cuEventDestroy_v2");
    context.driver().handles().closed(this, "cuEventDestroy_v2");
  }
}
