package llamajar.confine;

import java.util.List;
import llamajar.confine.linux.CallFilter;
import llamajar.confine.linux.Kernel;
import llamajar.confine.linux.Landlock;
import llamajar.confine.linux.UnavailableException;
import llamajar.confine.policy.Policy;

/// Landlock first, because the filter of calls would refuse what it needs less than it would miss.
final class SystemConfiner implements Confiner {
  private static final String LANDLOCK = "Landlock";
  private static final String CALLS = "seccomp";

  @Override
  public List<Layer> confine(Policy policy) {
    Kernel kernel;
    try {
      kernel = Kernel.open();
    } catch (UnavailableException e) {
      Layer.State absent = absent(e);
      return List.of(new Layer(LANDLOCK, absent), new Layer(CALLS, absent));
    }
    Layer files = layer(LANDLOCK, () -> Landlock.of(kernel).enforce(policy));
    Layer calls = layer(CALLS, () -> new CallFilter(kernel).enforce(policy));
    return List.of(files, calls);
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
