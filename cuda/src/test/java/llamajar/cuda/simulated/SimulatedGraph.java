package llamajar.cuda.simulated;

import java.util.List;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;

/// Orders that were captured from a stream.
final class SimulatedGraph implements CudaGraph {
  private final SimulatedContext context;
  private final List<Order> orders;

  SimulatedGraph(SimulatedContext context, List<Order> orders) {
    this.context = context;
    this.orders = List.copyOf(orders);
    context.driver().handles().opened(this, "a graph");
  }

  List<Order> orders() {
    context.driver().handles().requireOpen(this, "cuGraphInstantiate");
    return orders;
  }

  @Override
  public CudaGraphExec instantiate() {
    context.check("cuGraphInstantiate");
    context.driver().failures().pass(Failures.Point.CREATE, "cuGraphInstantiate");
    return new SimulatedGraphExec(context, orders());
  }

  @Override
  public void close() {
    context.check("cuGraphDestroy");
    context.driver().handles().closed(this, "cuGraphDestroy");
  }
}
