package llamajar.compute.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.EarlySelection;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Programs;
import llamajar.compute.Scoring;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.Value;
import llamajar.compute.cpu.CpuBackend;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.TierChoice;
import llamajar.compute.split.SplitBackend.Share;
import llamajar.gguf.GgufFile;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitBackendTest {
  private static final int MAX_ROWS = 8;

  @TempDir Path folder;
  private GgufFile file;

  @BeforeEach
  void open() throws Exception {
    file = Programs.file(folder);
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void aProgramCutAnywhereGivesTheSame() {
    Program program = EarlySelection.apply(Programs.twoLayers(file));
    List<float[]> expected;
    try (Executable whole = cpu().compile(program, MAX_ROWS)) {
      expected = logits(whole);
    }
    int opCount = program.ops().size();
    for (int first = 1; first < opCount; first++) {
      List<Integer> cuts =
          first % 3 == 0 && first + 2 < opCount ? List.of(first, first + 2) : List.of(first);
      List<Part> parts = Parts.atOps(program, cuts);
      List<Executable> executables =
          parts.stream().map(part -> cpu().compile(part.program(), MAX_ROWS)).toList();
      try (Executable split = new SplitExecutable(parts, executables)) {
        assertThat(logits(split)).as("cut before ops %s", cuts).containsExactlyElementsOf(expected);
      }
    }
  }

  @Test
  void betweenLayersOnlyTheResidualStreamCrosses() {
    Program program = Programs.twoLayers(file);
    List<Part> parts = Layers.of(program).parts(List.of(0, 1));
    assertThat(parts).hasSize(3);
    assertThat(parts.get(0).program().ops()).singleElement().isInstanceOf(Op.Embed.class);
    for (Part part : parts.subList(1, 3)) {
      assertThat(part.given()).hasSize(1);
      assertThat(part.program().ops().getFirst().outputs().getFirst().width()).isEqualTo(64);
      assertThat(part.program().cacheLayers()).hasSize(1);
    }
    assertThat(parts.get(1).program().results()).hasSize(1);
    assertThat(Layers.of(program).count()).isEqualTo(2);
  }

  @Test
  void layersThatShareKeysAreNotPutApart() {
    ProgramBuilder p = new ProgramBuilder();
    Value x = p.embed(Programs.tensor(file, "token_embd.weight"));
    Value q = p.matMul(x, Programs.tensor(file, "blk.0.attn_q.weight"), 1, null);
    Value k = p.matMul(x, Programs.tensor(file, "blk.0.attn_k.weight"), 1, null);
    Value a = p.attention(q, k, k, 4, 2, Scoring.scaled(1));
    Value q2 = p.matMul(a, Programs.tensor(file, "blk.1.attn_q.weight"), 1, null);
    Program program = p.build(p.selectOutputs(p.attention(q2, 0, 4, Scoring.scaled(1))));
    assertThat(Layers.of(program).whyNotBefore(0)).isEmpty();
    assertThatThrownBy(() -> split(cpu(), 1).compile(program, MAX_ROWS))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessage(
            "the model can't be split before layer 1: layer 1 attends to keys and values of a layer"
                + " before layer 1");
  }

  @Test
  void aPartThatCantBeCompiledClosesTheOthers() {
    List<Executable> closed = new ArrayList<>();
    Backend watched = new Watched(closed);
    SplitBackend backend = new SplitBackend(watched, List.of(new Share(new Full(), 1)));
    assertThatThrownBy(() -> backend.compile(Programs.twoLayers(file), MAX_ROWS))
        .isInstanceOf(BackendException.class)
        .hasMessage("no memory");
    assertThat(closed).hasSize(1);
  }

  @Test
  void copiedBlocksAreCopiedInAllParts() {
    try (Executable split = split(cpu(), 1).compile(Programs.twoLayers(file), MAX_ROWS);
        KvStore store = split.newStore(KvType.F32, 2)) {
      BlockTable table = new BlockTable();
      table.append(0);
      run(split, store, table, 0, 5);
      assertThat(store.copy(0, 1)).isTrue();
      float[] expected = run(split, store, table, 5, 1);
      table.replace(0, 1);
      assertThat(run(split, store, table, 5, 1)).isEqualTo(expected);
    }
  }

  private static CpuBackend cpu() {
    return new CpuBackend(TierChoice.wanted(CpuTier.REFERENCE), 1, 2);
  }

  private static SplitBackend split(Backend backend, int firstLayer) {
    return new SplitBackend(backend, List.of(new Share(cpu(), firstLayer)));
  }

  private static List<float[]> logits(Executable executable) {
    try (KvStore store = executable.newStore(KvType.F32, 1)) {
      BlockTable table = new BlockTable();
      table.append(0);
      List<float[]> all = new ArrayList<>();
      int position = 0;
      for (int rows : new int[] {5, 1, 8, 1}) {
        all.add(run(executable, store, table, position, rows));
        position += rows;
      }
      return all;
    }
  }

  private static float[] run(
      Executable executable, KvStore store, BlockTable table, int from, int rows) {
    Batch batch = new Batch(MAX_ROWS);
    IntStream.range(from, from + rows)
        .forEach(i -> batch.add(i * 37 % 300, i, table, i % 4 == 1 || i == from + rows - 1));
    executable.run(batch, store);
    List<float[]> outputs = new ArrayList<>();
    for (int i = 0; i < batch.outputCount(); i++) {
      outputs.add(executable.logits(i).toArray(ValueLayout.JAVA_FLOAT));
    }
    int width = outputs.getFirst().length;
    float[] joined = new float[outputs.size() * width];
    for (int i = 0; i < outputs.size(); i++) {
      System.arraycopy(outputs.get(i), 0, joined, i * width, width);
    }
    return joined;
  }

  /// A backend on which nothing fits.
  private record Full() implements Backend {
    @Override
    public String name() {
      return "full";
    }

    @Override
    public KernelChoice kernelFor(TensorType type) {
      return new KernelChoice("none", "");
    }

    @Override
    public List<String> describe() {
      return List.of();
    }

    @Override
    public Executable compile(Program program, int maxRows) {
      throw new BackendException("no memory");
    }
  }

  /// The processor, with a list of what was closed.
  private record Watched(List<Executable> closed) implements Backend {
    @Override
    public String name() {
      return "watched";
    }

    @Override
    public KernelChoice kernelFor(TensorType type) {
      return cpu().kernelFor(type);
    }

    @Override
    public List<String> describe() {
      return List.of();
    }

    @Override
    public Executable compile(Program program, int maxRows) {
      Executable inner = cpu().compile(program, maxRows);
      return new Executable() {
        @Override
        public int maxRows() {
          return inner.maxRows();
        }

        @Override
        public KvStore newStore(KvType type, int blockCount) {
          return inner.newStore(type, blockCount);
        }

        @Override
        public void run(Batch batch, KvStore store, List<MemorySegment> given) {
          inner.run(batch, store, given);
        }

        @Override
        public MemorySegment result(int index) {
          return inner.result(index);
        }

        @Override
        public MemorySegment logits(int index) {
          return inner.logits(index);
        }

        @Override
        public void close() {
          closed.add(inner);
          inner.close();
        }
      };
    }
  }
}
