package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import org.jspecify.annotations.Nullable;

/// Products of one input with several matrices. Members take chunks of rows, whoever is free the
/// next one, because cores are seldom equally fast.
final class MatMulStep extends Step {
  private static final int CHUNKS_PER_MEMBER = 8;

  /// One matrix, the kernel that multiplies it, and what follows.
  static final class Part {
    private final WeightMatrix weights;
    private final ArithmeticKernels kernels;
    private final float scale;
    private final @Nullable MemorySegment bias;
    private final FloatRows out;
    private int chunkRows;
    private int firstChunk;
    private int form;

    Part(
        WeightMatrix weights,
        MatMulKernel kernel,
        float scale,
        @Nullable MemorySegment bias,
        FloatRows out) {
      this.weights = weights;
      kernels = new ArithmeticKernels(kernel);
      this.scale = scale;
      this.bias = bias;
      this.out = out;
    }
  }

  private final FloatRows in;
  private final List<Part> parts;
  private final RowKernels kernels;
  private final AtomicInteger nextChunk = new AtomicInteger();
  private final List<ActivationForm> forms = new ArrayList<>();
  private int chunkCount;

  MatMulStep(FloatRows in, List<Part> parts, RowKernels kernels) {
    this.in = in;
    this.parts = List.copyOf(parts);
    this.kernels = kernels;
  }

  @Override
  void prepare(RunState state) {
    nextChunk.set(0);
    chunkCount = 0;
    forms.clear();
    if (in.rows() == 0) {
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      part.kernels.choose(state.batch().arithmetic());
      part.form = formOf(part.kernels.chosen().activations(in.width(), in.rows()));
      int granularity = part.kernels.chosen().rowGranularity(in.rows());
      int wanted = Math.ceilDiv(part.weights.rowCount(), state.team.members() * CHUNKS_PER_MEMBER);
      part.chunkRows = Math.ceilDiv(wanted, granularity) * granularity;
      part.firstChunk = chunkCount;
      chunkCount += Math.ceilDiv(part.weights.rowCount(), part.chunkRows);
    }
    provideShared(state);
  }

  /// Called by one thread, so that shared memory is there before several use it.
  private void provideShared(RunState state) {
    for (int f = 0; f < forms.size(); f++) {
      if (!forms.get(f).isCheap(in.rows())) {
        prepared(state, f, 0);
      }
    }
  }

  private int formOf(ActivationForm form) {
    int index = forms.indexOf(form);
    if (index < 0) {
      index = forms.size();
      forms.add(form);
    }
    return index;
  }

  @Override
  void run(RunState state, int member) {
    prepareActivations(state, member);
    int index = 0;
    for (int chunk = nextChunk.getAndIncrement();
        chunk < chunkCount;
        chunk = nextChunk.getAndIncrement()) {
      while (index + 1 < parts.size() && parts.get(index + 1).firstChunk <= chunk) {
        index++;
      }
      Part part = parts.get(index);
      int firstRow = (chunk - part.firstChunk) * part.chunkRows;
      int rowCount = Math.min(part.chunkRows, part.weights.rowCount() - firstRow);
      part.kernels
          .chosen()
          .multiply(
              part.weights,
              firstRow,
              rowCount,
              in,
              prepared(state, part.form, member),
              part.out,
              state.scratch[member]);
      finish(part, firstRow, rowCount, state.scratch[member]);
    }
  }

  /// Where the activations of a form are: in a member's own memory, or in what all share.
  private MemorySegment prepared(RunState state, int index, int member) {
    ActivationForm form = forms.get(index);
    int columns = in.rows();
    Scratch memory = form.isCheap(columns) ? state.own[member] : state.shared;
    return memory.memory(index, form.bytes(in.width(), columns));
  }

  private void prepareActivations(RunState state, int member) {
    boolean wait = false;
    for (int f = 0; f < forms.size(); f++) {
      ActivationForm form = forms.get(f);
      int parts = form.parts(in.rows());
      boolean alone = form.isCheap(in.rows());
      MemorySegment target = prepared(state, f, member);
      for (int p = alone ? 0 : member; p < parts; p += alone ? 1 : state.team.members()) {
        form.prepare(in, p, target, state.scratch[member]);
      }
      wait |= !alone;
    }
    if (wait) {
      state.team.barrier(member);
    }
  }

  private void finish(Part part, int firstRow, int rowCount, Scratch scratch) {
    if (part.scale != 1) {
      for (int token = 0; token < part.out.rows(); token++) {
        for (int i = firstRow; i < firstRow + rowCount; i++) {
          part.out.set(token, i, part.out.get(token, i) * part.scale);
        }
      }
    }
    if (part.bias != null) {
      for (int token = 0; token < part.out.rows(); token++) {
        long offset = (long) token * part.out.width() + firstRow;
        kernels.addBias(part.out.data(), offset, part.bias, firstRow, rowCount, scratch);
      }
    }
  }
}
