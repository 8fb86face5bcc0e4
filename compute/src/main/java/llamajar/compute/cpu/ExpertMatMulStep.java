package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.cpu.ExpertGroups.Group;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;

/// Products with the matrices of chosen experts. A single row is multiplied with each of its
/// experts where it lies; of several rows, those of one expert are gathered and multiplied at once.
/// Weights of experts that no row chose are not touched.
final class ExpertMatMulStep extends Step {
  private static final int CHUNKS_PER_MEMBER = 8;

  private final FloatRows in;
  private final FloatRows experts;
  private final List<ExpertPart> parts;
  private final boolean sharesInput;
  private final int inputWidth;
  private final int slots;
  private final FloatRows[] inputs;
  private MemorySegment viewed = MemorySegment.NULL;

  private final AtomicInteger nextChunk = new AtomicInteger();
  private final int[] chunkRows;
  private final int[] firstChunk;

  /// Chunks of one expert.
  private int chunksEach;

  /// @param in `[input width]` per row, or that for each slot
  /// @param experts which ones, `[slots]` per row
  ExpertMatMulStep(FloatRows in, FloatRows experts, List<ExpertPart> parts, boolean sharesInput) {
    this.in = in;
    this.experts = experts;
    this.parts = List.copyOf(parts);
    this.sharesInput = sharesInput;
    slots = experts.width();
    inputWidth = sharesInput ? in.width() : in.width() / slots;
    inputs = new FloatRows[slots];
    for (int slot = 0; slot < slots; slot++) {
      inputs[slot] = new FloatRows(inputWidth);
    }
    chunkRows = new int[parts.size()];
    firstChunk = new int[parts.size()];
  }

  @Override
  void prepare(RunState state) {
    nextChunk.set(0);
    for (int p = 0; p < parts.size(); p++) {
      parts.get(p).choose(state.batch().arithmetic());
    }
    if (in.rows() == 1) {
      viewFirstRow();
      int rows = 0;
      for (int p = 0; p < parts.size(); p++) {
        parts.get(p).viewFirstRow();
        rows += slots * parts.get(p).width();
      }
      divide(Math.ceilDiv(rows, state.team.members() * CHUNKS_PER_MEMBER), 1);
    }
  }

  private void viewFirstRow() {
    if (!viewed.equals(in.data())) {
      viewed = in.data();
      long bytes = (long) inputWidth * Float.BYTES;
      for (int slot = 0; slot < slots; slot++) {
        inputs[slot].lend(viewed.asSlice(sharesInput ? 0 : slot * bytes, bytes));
      }
    }
  }

  private void divide(int wantedRows, int columns) {
    chunksEach = 0;
    for (int p = 0; p < parts.size(); p++) {
      chunkRows[p] = parts.get(p).chunkRows(wantedRows, columns);
      firstChunk[p] = chunksEach;
      chunksEach += Math.ceilDiv(parts.get(p).width(), chunkRows[p]);
    }
  }

  @Override
  void run(RunState state, int member) {
    if (in.rows() == 1) {
      multiplySingle(state, member);
    } else if (in.rows() > 1) {
      sort(state, member);
      gather(state, member);
      prepareActivations(state, member);
      multiplyGroups(state, member);
    }
  }

  private void multiplySingle(RunState state, int member) {
    int last = -1;
    int total = slots * chunksEach;
    for (int c = nextChunk.getAndIncrement(); c < total; c = nextChunk.getAndIncrement()) {
      int slot = c / chunksEach;
      int source = sharesInput ? 0 : slot;
      if (source != last) {
        prepareAlone(inputs[source], state.own[member], state.scratch[member]);
        last = source;
      }
      int p = partOf(c % chunksEach);
      ExpertPart part = parts.get(p);
      int expert = (int) experts.get(0, slot);
      int firstRow = (c % chunksEach - firstChunk[p]) * chunkRows[p];
      int rowCount = Math.min(chunkRows[p], part.width() - firstRow);
      part.multiply(
          expert,
          firstRow,
          rowCount,
          inputs[source],
          preparedAlone(p, state.own[member]),
          part.slot(slot),
          state.scratch[member]);
      part.finish(expert, 0, slot, firstRow, rowCount, state.scratch[member]);
    }
  }

  private void prepareAlone(FloatRows input, Scratch own, Scratch scratch) {
    for (int p = 0; p < parts.size(); p++) {
      if (formOwner(p) == p) {
        ActivationForm form = parts.get(p).form(inputWidth, 1);
        MemorySegment target = preparedAlone(p, own);
        for (int i = 0; i < form.parts(1); i++) {
          form.prepare(input, i, target, scratch);
        }
      }
    }
  }

  private MemorySegment preparedAlone(int part, Scratch own) {
    int owner = formOwner(part);
    return own.memory(owner, parts.get(owner).form(inputWidth, 1).bytes(inputWidth, 1));
  }

  /// The first part that wants a single row in the same form.
  private int formOwner(int part) {
    int owner = 0;
    ActivationForm form = parts.get(part).form(inputWidth, 1);
    while (!parts.get(owner).form(inputWidth, 1).equals(form)) {
      owner++;
    }
    return owner;
  }

  private int partOf(int chunk) {
    int p = 0;
    while (p + 1 < firstChunk.length && firstChunk[p + 1] <= chunk) {
      p++;
    }
    return p;
  }

  private void sort(RunState state, int member) {
    if (member == 0) {
      state.experts.sort(experts, inputWidth, parts);
      int columns = 0;
      for (Group group : state.experts.groups()) {
        columns = Math.max(columns, group.count());
      }
      int wanted = Math.ceilDiv(maxWidth(), state.team.members());
      divide(wanted, columns);
    }
    state.team.barrier(member);
  }

  private int maxWidth() {
    int width = 0;
    for (ExpertPart part : parts) {
      width = Math.max(width, part.width());
    }
    return width;
  }

  private void gather(RunState state, int member) {
    long bytes = (long) inputWidth * Float.BYTES;
    for (Group group : state.experts.groups()) {
      for (int i = 0; i < group.count(); i++) {
        if ((group.start() + i) % state.team.members() == member) {
          int assignment = state.experts.assignment(group.start() + i);
          long from = in.offset(assignment / slots);
          from += sharesInput ? 0 : assignment % slots * bytes;
          MemorySegment.copy(in.data(), from, group.in().data(), group.in().offset(i), bytes);
        }
      }
    }
    state.team.barrier(member);
  }

  private void prepareActivations(RunState state, int member) {
    int turn = 0;
    for (Group group : state.experts.groups()) {
      for (int p = 0; p < parts.size(); p++) {
        if (group.isShared(p)) {
          continue;
        }
        ActivationForm form = group.forms().get(p);
        for (int i = 0; i < form.parts(group.count()); i++) {
          if (turn++ % state.team.members() == member) {
            form.prepare(group.in(), i, group.prepared().get(p), state.scratch[member]);
          }
        }
      }
    }
    state.team.barrier(member);
  }

  private void multiplyGroups(RunState state, int member) {
    List<Group> groups = state.experts.groups();
    int total = groups.size() * chunksEach;
    for (int c = nextChunk.getAndIncrement(); c < total; c = nextChunk.getAndIncrement()) {
      Group group = groups.get(c / chunksEach);
      int p = partOf(c % chunksEach);
      ExpertPart part = parts.get(p);
      FloatRows results = group.results().get(p);
      int firstRow = (c % chunksEach - firstChunk[p]) * chunkRows[p];
      int rowCount = Math.min(chunkRows[p], part.width() - firstRow);
      part.multiply(
          group.expert(),
          firstRow,
          rowCount,
          group.in(),
          group.prepared().get(p),
          results,
          state.scratch[member]);
      for (int i = 0; i < group.count(); i++) {
        int assignment = state.experts.assignment(group.start() + i);
        int row = assignment / slots;
        int slot = assignment % slots;
        part.place(results, i, row, slot, firstRow, rowCount);
        part.finish(group.expert(), row, slot, firstRow, rowCount, state.scratch[member]);
      }
    }
  }
}
