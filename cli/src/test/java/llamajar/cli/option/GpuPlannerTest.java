package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import llamajar.compute.Backend;
import llamajar.compute.BackendException;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.backend.CachePlace;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.backend.MemoryNeed;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.engine.BackendProvider;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which layers go where, if a layer takes 100 MiB, the embeddings 60 MiB, and 64 MiB are kept.
class GpuPlannerTest {
  private static final long MIB = 1 << 20;
  private static final int LAYERS = 8;

  @TempDir Path folder;
  private LlamaModel model;
  private CachePlace cachePlace = CachePlace.DEVICE;

  @BeforeEach
  void open() throws Exception {
    Path file = TinyModels.llama().layers(LAYERS).write(folder.resolve("tiny.gguf"));
    model = LlamaModel.open(file, ModelOptions.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void everythingGoesWhereEverythingFits() {
    GpuPlan plan = planner(gpu(0, 924)).largest(LAYERS);
    assertThat(plan.embeds()).isTrue();
    assertThat(plan.lines("?"))
        .containsExactly(
            "GPU 0: Test 0, 924 of 4096 MiB free; weights 460 MiB, keys and values 400 MiB, scratch"
                + " 0 MiB; layers 0 to 7 of 8 and the output");
  }

  @Test
  void keysAndValuesInMainMemoryLeaveRoomForLayers() {
    cachePlace = CachePlace.MAIN_MEMORY;
    GpuPlan plan = planner(gpu(0, 524)).largest(LAYERS);
    assertThat(plan.embeds()).isTrue();
    assertThat(plan.lines("?"))
        .containsExactly(
            "GPU 0: Test 0, 524 of 4096 MiB free; weights 460 MiB, keys and values 400 MiB in main"
                + " memory, scratch 0 MiB; layers 0 to 7 of 8 and the output");
  }

  @Test
  void embeddingsStayBehindFirst() {
    GpuPlan plan = planner(gpu(0, 923)).largest(LAYERS);
    assertThat(plan.embeds()).isFalse();
    assertThat(plan.gpuLayers()).isEqualTo(LAYERS);
    assertThat(plan.lines("no room").getLast()).isEqualTo("CPU: the embeddings, no room");
  }

  @Test
  void asManyOfTheLastLayersAsFitGoToTheGpu() {
    GpuPlan plan = planner(gpu(0, 370)).largest(LAYERS);
    assertThat(plan.shares().getFirst().firstLayer()).isEqualTo(5);
    assertThat(plan.lines("no room").getLast())
        .isEqualTo("CPU: the embeddings and 5 of 8 layers, no room");
    assertThat(planner(gpu(0, 4000)).largest(2).gpuLayers()).isEqualTo(2);
  }

  @Test
  void whatIsMissingForOneLayerIsTold() {
    assertThatThrownBy(() -> planner(gpu(0, 150)).largest(LAYERS))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "GPU 0 (Test 0) has not enough memory for layer 7 of 8: weights 50 MiB, keys and values 50"
                + " MiB, scratch 0 MiB; 150 MiB are free, 14 MiB missing");
  }

  @Test
  void moreLayersThanThereAreMeansAll() {
    assertThat(planner(gpu(0, 100)).last(99).embeds()).isTrue();
    assertThat(planner(gpu(0, 100)).last(99).shortage()).get().asString().contains("824 MiB miss");
    assertThat(planner(gpu(0, 4000)).last(3).shortage()).isEmpty();
  }

  @Test
  void severalGpusGetLayersInProportion() {
    List<GpuMemory> gpus = List.of(gpu(0, 3000), gpu(1, 1000));
    GpuPlan byMemory = new GpuPlanner(program(), gpus, GpuMemory::freeBytes, this::need).last(99);
    assertThat(byMemory.shares()).extracting(GpuPlan.Share::endLayer).containsExactly(6, 8);
    GpuPlan last = new GpuPlanner(program(), gpus, gpu -> 1, this::need).last(4);
    assertThat(last.shares()).extracting(GpuPlan.Share::firstLayer).containsExactly(4, 6);
    GpuPlan one = new GpuPlanner(program(), gpus, GpuMemory::ordinal, this::need).last(4);
    assertThat(one.shares()).singleElement().extracting(s -> s.gpu().ordinal()).isEqualTo(1);
  }

  @Test
  void eachShareIsExecutedByItsGpu() {
    GpuPlanner planner =
        new GpuPlanner(program(), List.of(gpu(0, 9), gpu(1, 9)), any -> 1, this::need);
    Backend cpu = BackendProvider.CPU.backendFor(program(), ModelOptions.defaults());
    IntFunction<Backend> gpus =
        ordinal -> new CudaBackend(new NamedDevice(ordinal, "Test"), CodeLoader.DRIVER);
    assertThat(planner.last(4).backend(cpu, gpus).name()).isEqualTo(cpu.name() + "+cuda");
    Backend all = planner.last(99).backend(cpu, gpus);
    assertThat(all.describe()).hasSize(2).allMatch(line -> line.startsWith("device: "));
    assertThat(Policies.of(all).drivers()).isTrue();
    assertThat(Policies.of(cpu).drivers()).isFalse();
    assertThat(planner(gpu(0, 9)).last(99).backend(cpu, gpus)).isInstanceOf(CudaBackend.class);
  }

  private GpuPlanner planner(GpuMemory gpu) {
    return new GpuPlanner(program(), List.of(gpu), any -> 1, this::need);
  }

  private Program program() {
    return model.program();
  }

  private MemoryNeed need(Program part, GpuMemory gpu) {
    boolean embeds = part.ops().stream().anyMatch(Op.Embed.class::isInstance);
    long half = 50 * MIB * part.cacheLayers().size();
    return new MemoryNeed(half + (embeds ? 60 * MIB : 0), half, 0, cachePlace);
  }

  private static GpuMemory gpu(int ordinal, long freeMib) {
    return new GpuMemory(ordinal, "Test " + ordinal, freeMib * MIB, 4096 * MIB);
  }
}
