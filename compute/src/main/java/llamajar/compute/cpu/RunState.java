package llamajar.compute.cpu;

import java.util.Objects;
import llamajar.compute.Batch;
import llamajar.compute.cpu.kernel.Scratch;
import org.jspecify.annotations.Nullable;

/// What the steps of one run share.
final class RunState {
  final ThreadTeam team;
  final Scratch[] scratch;

  /// Activations that each member prepared for itself.
  final Scratch[] own;

  /// Activations that all members prepared together.
  final Scratch shared = new Scratch();

  /// Neighbouring rows of one sequence.
  final SequenceRuns runs = new SequenceRuns();

  private @Nullable Batch batch;
  private @Nullable CpuKvStore store;

  RunState(ThreadTeam team) {
    this.team = team;
    scratch = new Scratch[team.size()];
    own = new Scratch[team.size()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch();
      own[i] = new Scratch();
    }
  }

  void begin(Batch newBatch, CpuKvStore newStore) {
    batch = newBatch;
    store = newStore;
    runs.find(newBatch);
  }

  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  CpuKvStore store() {
    return Objects.requireNonNull(store);
  }
}
