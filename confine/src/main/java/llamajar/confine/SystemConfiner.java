package llamajar.confine;

import java.util.List;
import llamajar.confine.linux.CallFilter;
import llamajar.confine.linux.Kernel;
import llamajar.confine.linux.Landlock;
import llamajar.confine.linux.UnavailableException;
import llamajar.confine.policy.Policy;

/// Landlock first, because the filter of calls would refuse what it needs less than it would miss.
final class SystemConfiner implements Confiner {
  private static final String REHEARSED = "it is only rehearsed, as llamajar.confine says";

  private final boolean rehearses;

  SystemConfiner(boolean rehearses) {
    this.rehearses = rehearses;
  }

  @Override
  public List<Layer> confine(Policy policy) {
    Kernel kernel;
    try {
      kernel = Kernel.open();
    } catch (UnavailableException e) {
      Layer.State absent = absent(e);
      return List.of(new Layer(Layer.LANDLOCK, absent), new Layer(Layer.CALLS, absent));
    }
    Layer files = layer(Layer.LANDLOCK, () -> closeFiles(kernel, policy));
    Layer calls = layer(Layer.CALLS, () -> refuseCalls(kernel, policy));
    return List.of(files, calls);
  }

  private String closeFiles(Kernel kernel, Policy policy) throws UnavailableException {
    Landlock landlock = Landlock.of(kernel);
    if (rehearses) {
      landlock.rehearse(policy);
      throw new UnavailableException(REHEARSED);
    }
    return landlock.enforce(policy);
  }

  private String refuseCalls(Kernel kernel, Policy policy) throws UnavailableException {
    CallFilter filter = new CallFilter(kernel);
    if (rehearses) {
      filter.rehearse(policy);
      throw new UnavailableException(REHEARSED);
    }
    return filter.enforce(policy);
  }

  private interface Enforcement {
    String enforce() throws UnavailableException;
  }

  private static Layer layer(String name, Enforcement enforcement) {
    try {
      return new Layer(name, new Layer.InForce(enforcement.enforce()));
    } catch (UnavailableException e) {
      return new Layer(name, absent(e));
    }
  }

  private static Layer.Absent absent(UnavailableException e) {
    return new Layer.Absent(String.valueOf(e.getMessage()));
  }
}
