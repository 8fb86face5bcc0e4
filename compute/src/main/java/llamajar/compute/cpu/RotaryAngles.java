package llamajar.compute.cpu;

import llamajar.compute.Rotary;

/// Sines and cosines of one rotary embedding for all rows of a batch; all layers share them.
final class RotaryAngles extends Step {
  private final Rotary rotary;
  private float[][] cosines = new float[0][];
  private float[][] sines = new float[0][];

  RotaryAngles(Rotary rotary) {
    this.rotary = rotary;
  }

  @Override
  void prepare(RunState state) {
    int rows = state.batch().size();
    if (cosines.length < rows) {
      cosines = new float[rows][rotary.pairs()];
      sines = new float[rows][rotary.pairs()];
    }
  }

  @Override
  void run(RunState state, int member) {
    for (int row = member; row < state.batch().size(); row += state.team.members()) {
      rotary.angles(state.batch().position(row), cosines[row], sines[row]);
    }
  }

  float[] cosines(int row) {
    return cosines[row];
  }

  float[] sines(int row) {
    return sines[row];
  }
}
