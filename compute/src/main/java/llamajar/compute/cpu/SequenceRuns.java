package llamajar.compute.cpu;

import llamajar.compute.Batch;

/// Where the sequences of a batch begin: neighbouring rows with one table are a run.
final class SequenceRuns {
  private int[] starts = new int[2];
  private int count;

  /// Finds the runs of another batch.
  void find(Batch batch) {
    if (starts.length < batch.size() + 1) {
      starts = new int[batch.size() + 1];
    }
    count = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (row == 0 || batch.table(row) != batch.table(row - 1)) {
        starts[count++] = row;
      }
    }
    starts[count] = batch.size();
  }

  /// Number of runs.
  int count() {
    return count;
  }

  /// First row of a run.
  int first(int run) {
    return starts[run];
  }

  /// Number of rows of a run.
  int length(int run) {
    return starts[run + 1] - starts[run];
  }
}
