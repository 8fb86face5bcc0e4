package llamajar.confine;

import java.util.List;
import llamajar.confine.policy.Policy;

/// Confines this process.
@FunctionalInterface
public interface Confiner {

  /// Takes away from all threads of this process, for good, what a policy does not leave open. To
  /// be called by a platform thread.
  ///
  /// @return all layers, with those that could not be had and why; empty if nothing was tried
  List<Layer> confine(Policy policy);

  /// Confines this process as far as its system can. A JVM that is to write an AOT cache when it
  /// ends, for which it starts another, has the system property `llamajar.confine=rehearsed`: all
  /// classes of the confinement are used then, but it is not put in force.
  static Confiner ofProcess() {
    return new SystemConfiner("rehearsed".equals(System.getProperty("llamajar.confine")));
  }

  /// Leaves everything as it is.
  static Confiner none() {
    return policy -> List.of();
  }
}
