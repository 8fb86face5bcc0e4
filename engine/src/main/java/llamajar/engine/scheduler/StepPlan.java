package llamajar.engine.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.KvStore;
import llamajar.compute.RowArithmetic;

/// Which tokens are computed in a step.
///
/// Every answer that is being generated comes first, with one token. Prompts that are being read
/// share what room is left: one block each, in turn, and again, beginning with another one in each
/// step. A prompt waits while an older one reads the block that both need next; it finds it cached
/// afterwards.
final class StepPlan {
  private static final int BLOCK = KvStore.BLOCK_POSITIONS;

  /// Tokens of one sequence.
  private static final class Part {
    private final Sequence sequence;
    private int rows;

    Part(Sequence sequence) {
      this.sequence = sequence;
    }
  }

  private final Batch batch;
  private final int promptChunk;
  private final boolean deterministic;
  private final boolean recurrent;

  /// Reading stops only at multiples of this, so that rows are computed in the same tiles whatever
  /// else there is.
  private final int unit;

  private final List<Part> parts = new ArrayList<>();
  private int rows;
  private int turn;

  StepPlan(int maxRows, SchedulerOptions options, boolean recurrent) {
    this.recurrent = recurrent;
    batch = new Batch(maxRows);
    promptChunk = Math.min(options.promptChunk(), maxRows);
    deterministic = options.deterministic();
    unit = Math.min(BLOCK, Integer.highestOneBit(promptChunk));
  }

  /// Begins an empty step.
  void clear() {
    parts.clear();
    rows = 0;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /// Adds the next token of a sequence whose memory has room for it.
  void addNext(Sequence sequence) {
    Part part = new Part(sequence);
    part.rows = 1;
    parts.add(part);
    rows++;
  }

  /// Whether there is room for another answer.
  boolean hasRoom() {
    return rows < batch.capacity();
  }

  /// Adds tokens of sequences that are being read.
  ///
  /// @param reading in the order of their arrival
  void addReading(List<Sequence> reading) {
    List<Part> turns = new ArrayList<>();
    int shift = reading.isEmpty() ? 0 : turn++ % reading.size();
    for (int i = 0; i < reading.size(); i++) {
      turns.add(new Part(reading.get((i + shift) % reading.size())));
    }
    int room = rows == 0 ? batch.capacity() : Math.min(promptChunk, batch.capacity() - rows);
    while (room > 0) {
      int before = room;
      for (Part part : turns) {
        if (part.rows == 0) {
          find(part.sequence);
          if (isReadByAnother(part.sequence, reading)) {
            continue;
          }
        }
        int count = next(part, room);
        if (part.sequence.memory.extend(part.sequence.memory.length() + part.rows + count)) {
          part.rows += count;
          room -= count;
        }
      }
      if (room == before) {
        break;
      }
    }
    for (Part part : turns) {
      if (part.rows > 0) {
        parts.add(part);
        rows += part.rows;
      }
    }
  }

  private void find(Sequence sequence) {
    if (sequence.request.request.promptLogprobs()) {
      return;
    }
    int limit = Math.min(sequence.length() - 1, cacheable(sequence));
    int found = sequence.memory.find(sequence.tokens(), limit, !deterministic);
    if (sequence.made() == 0 && sequence.choice == 0) {
      sequence.request.foundInCache(found);
    }
  }

  /// How many tokens of a sequence may be cached: none if they leave a state behind that can't be
  /// shared; and generated tokens are computed in another way than prompts.
  int cacheable(Sequence sequence) {
    if (recurrent) {
      return 0;
    }
    return deterministic ? sequence.promptLength() : sequence.length();
  }

  private boolean isReadByAnother(Sequence sequence, List<Sequence> reading) {
    int from = sequence.memory.length();
    if (!sequence.memory.isAtCachedBoundary()
        || from + BLOCK > sequence.length() - 1
        || sequence.request.request.promptLogprobs()) {
      return false;
    }
    for (Sequence older : reading) {
      if (older == sequence) {
        return false;
      }
      if (older.memory.end() == sequence.memory.end()
          && from + BLOCK <= cacheable(older)
          && Arrays.equals(
              older.tokens(), from, from + BLOCK, sequence.tokens(), from, from + BLOCK)) {
        return true;
      }
    }
    return false;
  }

  /// How many more tokens of a sequence are read: up to the end of a block.
  private int next(Part part, int room) {
    Sequence sequence = part.sequence;
    int from = sequence.memory.length() + part.rows;
    int end = deterministic ? sequence.promptLength() : sequence.length();
    int count = Math.min(end - from, BLOCK - from % BLOCK);
    if (sequence.request.request.promptLogprobs() && part.rows >= BLOCK) {
      return 0;
    }
    if (count <= room) {
      return count;
    }
    return deterministic ? Math.max(0, (from + room) / unit * unit - from) : room;
  }

  /// Whether of all logits no more is wanted than which are largest.
  boolean wantsBestOnly() {
    return parts.stream().allMatch(part -> part.sequence.takesBest());
  }

  /// The tokens as a batch.
  Batch batch(RowArithmetic arithmetic) {
    batch.clear(arithmetic);
    for (Part part : parts) {
      Sequence sequence = part.sequence;
      boolean all = sequence.request.request.promptLogprobs() && sequence.made() == 0;
      for (int i = 0; i < part.rows; i++) {
        int position = sequence.memory.length() + i;
        batch.add(
            sequence.tokens()[position],
            position,
            sequence.memory.table(),
            all || position == sequence.length() - 1);
      }
    }
    return batch;
  }

  /// Receives what was computed.
  interface Listener {
    /// Called for each token whose logits were wanted.
    ///
    /// @param position of the token
    /// @param row of the logits
    void logits(Sequence sequence, int position, int row);

    /// Called after the tokens of a sequence.
    void read(Sequence sequence, int rows);
  }

  /// Notes that the batch has been computed, and tells the listener.
  void done(Listener listener) {
    int row = 0;
    int output = 0;
    for (Part part : parts) {
      int first = part.sequence.memory.length();
      int firstOutput = output;
      while (output < batch.outputCount() && batch.outputRow(output) < row + part.rows) {
        output++;
      }
      part.sequence.memory.advance(part.sequence.tokens(), part.rows, cacheable(part.sequence));
      listener.read(part.sequence, part.rows);
      for (int i = firstOutput; i < output; i++) {
        listener.logits(part.sequence, first + batch.outputRow(i) - row, i);
      }
      row += part.rows;
    }
  }
}
