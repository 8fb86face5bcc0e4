package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
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

  /// Rows sorted by the expert they go to.
  final ExpertGroups experts = new ExpertGroups();

  private @Nullable Batch batch;
  private @Nullable CpuKvStore store;
  private List<MemorySegment> given = List.of();

  RunState(ThreadTeam team) {
    this.team = team;
    scratch = new Scratch[team.size()];
    own = new Scratch[team.size()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch();
      own[i] = new Scratch();
    }
  }

  void begin(Batch newBatch, CpuKvStore newStore, List<MemorySegment> newGiven) {
    batch = newBatch;
    store = newStore;
    given = newGiven;
    runs.find(newBatch);
  }

  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  /// Rows that were brought along.
  MemorySegment given(int index) {
    return given.get(index);
  }

  CpuKvStore store() {
    return Objects.requireNonNull(store);
  }
}
