package llamajar.cuda.simulated;

import java.util.List;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;

/// Captured orders that are ready to launch.
final class SimulatedGraphExec implements CudaGraphExec {
  private final SimulatedContext context;
  private List<Order> orders;

  SimulatedGraphExec(SimulatedContext context, List<Order> orders) {
    this.context = context;
    this.orders = orders;
    context.driver().handles().opened(this, "a graph that is ready to launch");
  }

  List<Order> orders() {
    return orders;
  }

  @Override
  public boolean update(CudaGraph graph) {
    context.check("cuGraphExecUpdate");
    List<Order> others = ((SimulatedGraph) graph).orders();
    if (others.size() != orders.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (!Order.matches(orders.get(i), others.get(i))) {
        return false;
      }
    }
    orders = others;
    return true;
  }

  @Override
  public void close() {
    context.check("cuGraphExecDestroy");
    context.synchronize();
    context.driver().handles().closed(this, "cuGraphExecDestroy");
  }
}
