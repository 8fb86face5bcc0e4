package llamajar.cli;

import java.nio.file.Path;
import llamajar.cli.terminal.Gpus;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;

/// GPUs that are played by the PTX simulator.
public final class SimulatedGpus {
  private static final int CAPABILITY = 80;

  private SimulatedGpus() {}

  /// One GPU, whose compiled code is kept in a folder.
  public static Gpus one(Path codeCache) {
    return new Gpus(() -> SimulatedDriver.find(SimulatedSetup.of(CAPABILITY)), codeCache);
  }
}
