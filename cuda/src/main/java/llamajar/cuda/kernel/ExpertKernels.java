package llamajar.cuda.kernel;

import llamajar.compute.Routing;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// Choosing experts.
public final class ExpertKernels {
  /// Most experts of a layer.
  public static final int MOST_EXPERTS = 1024;

  /// Most groups of experts.
  public static final int MOST_GROUPS = 32;

  private static final int WARP = 32;

  private final Launcher launcher;

  /// Kernels on a launcher's stream.
  public ExpertKernels(Launcher launcher) {
    this.launcher = launcher;
  }

  /// Chooses experts for each row and weighs them.
  ///
  /// @param logits `[rows][experts]`
  /// @param bias `[experts]`, or 0
  /// @param chosen `[rows][chosen]`: numbers of experts as floats, best first
  /// @param factors `[rows][chosen]`
  public void route(
      Routing routing, long logits, long bias, long chosen, long factors, int experts, int rows) {
    KernelArguments arguments = launcher.arguments();
    arguments.address(logits).address(bias).address(chosen).address(factors);
    arguments.put32(experts).put32(routing.chosen()).put32(number(routing.gating()));
    arguments.put32(routing.normalize() ? 1 : 0).putFloat(routing.scale());
    arguments.put32(routing.groups()).put32(routing.groupsChosen());
    launcher.endStructure();
    launcher.launch("experts", "route", LaunchShape.of(rows, WARP));
  }

  private static int number(Routing.Gating gating) {
    return switch (gating) {
      case SOFTMAX -> 0;
      case SIGMOID -> 1;
      case CHOSEN_SOFTMAX -> 2;
    };
  }
}
