package llamajar.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What code may rely on, whichever driver it has.
public abstract class DriverContract {
  private static final int COUNT = 1000;

  /// Adds a number to each word; also a variable, to look it up.
  private static final String ADD =
      """
      .version 7.0
      .target sm_75
      .address_size 64
      .global .align 4 .b8 table[12] = {1, 0, 0, 0, 2};
      .visible .entry add(.param .u64 data, .param .u32 count, .param .u32 by)
      {
        .reg .pred %p<2>; .reg .b32 %r<8>; .reg .b64 %rd<4>;
        ld.param.u64 %rd1, [data]; ld.param.u32 %r1, [count]; ld.param.u32 %r2, [by];
        mov.u32 %r3, %ctaid.x; mov.u32 %r4, %ntid.x; mov.u32 %r5, %tid.x;
        mad.lo.s32 %r6, %r3, %r4, %r5;
        setp.ge.u32 %p1, %r6, %r1;
        @%p1 bra $end;
        mad.wide.u32 %rd2, %r6, 4, %rd1;
        ld.global.u32 %r7, [%rd2]; add.s32 %r7, %r7, %r2; st.global.u32 [%rd2], %r7;
      $end:
        ret;
      }
      """;

  private Arena arena;
  private CudaContext context;
  private CudaStream stream;

  /// The driver to test, with at least one device.
  protected abstract CudaDriver driver();

  @BeforeEach
  void open() {
    arena = Arena.ofConfined();
    context = driver().device(0).retainContext();
    context.makeCurrent();
    stream = context.newStream();
  }

  @AfterEach
  void close() {
    stream.close();
    context.close();
    arena.close();
    closed();
  }

  /// What must hold when everything was closed.
  protected abstract void closed();

  @Test
  void describesItsDevices() {
    assertThat(driver().version()).isGreaterThanOrEqualTo(CudaDriver.OLDEST_VERSION);
    CudaDevice device = driver().device(0);
    assertThat(device.name()).isNotBlank();
    assertThat(device.computeCapability().isAtLeast(7, 5)).isTrue();
    assertThat(device.totalMemory()).isPositive();
    assertThat(device.attribute(DeviceAttribute.WARP_SIZE)).isEqualTo(32);
    assertThatThrownBy(() -> driver().device(driver().deviceCount()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void copiesThereAndBack() {
    try (DeviceMemory memory = context.allocate(4L * COUNT);
        DeviceMemory other = context.allocate(4L * COUNT);
        PinnedMemory pinned = context.allocatePinned(4L * COUNT)) {
      for (int i = 0; i < COUNT; i++) {
        pinned.segment().setAtIndex(JAVA_INT, i, 3 * i);
      }
      stream.copyToDevice(memory.address(), pinned.segment());
      stream.copyOnDevice(other.address(), memory.address(), 4L * COUNT);
      stream.fill(other.address() + 8, 7, 2);
      stream.fill(other.address() + 16, (byte) 1, 4);
      stream.fill(other.address() + 4L * COUNT, 7, 0);
      stream.copyToDevice(0, arena.allocate(0));
      MemorySegment back = arena.allocate(JAVA_INT, COUNT);
      stream.copyToHost(back, other.address());
      stream.synchronize();

      assertThat(back.getAtIndex(JAVA_INT, 1)).isEqualTo(3);
      assertThat(back.getAtIndex(JAVA_INT, 2)).isEqualTo(7);
      assertThat(back.getAtIndex(JAVA_INT, 3)).isEqualTo(7);
      assertThat(back.getAtIndex(JAVA_INT, 4)).isEqualTo(0x01010101);
      assertThat(back.getAtIndex(JAVA_INT, COUNT - 1)).isEqualTo(3 * COUNT - 3);
    }
  }

  @Test
  void allocatesAlignedMemoryUntilThereIsNoMore() {
    long free = context.memoryInfo().free();
    try (DeviceMemory memory = context.allocate(1000)) {
      assertThat(memory.address() % 256).isZero();
      assertThat(memory.byteSize()).isEqualTo(1000);
      assertThat(context.memoryInfo().free()).isLessThan(free);
    }
    assertThat(context.memoryInfo().free()).isEqualTo(free);
    assertThatThrownBy(() -> context.allocate(driver().device(0).totalMemory() + 1))
        .asInstanceOf(type(CudaException.class))
        .matches(CudaException::isOutOfMemory)
        .satisfies(e -> assertThat(e).hasMessageContaining("CUDA_ERROR_OUT_OF_MEMORY"));
  }

  @Test
  void kernelsReachMappedMemoryOfTheHost() {
    long free = context.memoryInfo().free();
    try (DeviceMemory memory = context.allocateMapped(4L * COUNT);
        CudaModule module = context.load(new CodeImage.Ptx("add", ADD))) {
      assertThat(memory.byteSize()).isEqualTo(4L * COUNT);
      stream.fill(memory.address(), 40, COUNT);
      stream.launch(module.function("add"), LaunchShape.of(8, 128), arguments(memory, 2));
      assertThat(words(memory)).containsOnly(42);
      // Code takes some of the device's memory, the mapped words don't.
      assertThat(context.memoryInfo().free()).isLessThanOrEqualTo(free);
    }
  }

  @Test
  void pinsMemoryOfOthers() {
    MemorySegment memory = arena.allocate(8192, 4096);
    try (PinnedMemory pinned = context.pin(memory, false)) {
      assertThat(pinned.segment()).isEqualTo(memory);
    }
  }

  @Test
  void runsKernels() {
    try (DeviceMemory memory = context.allocate(4L * COUNT);
        CudaModule module = context.load(new CodeImage.Ptx("add", ADD))) {
      CudaFunction add = module.function("add");
      stream.fill(memory.address(), 40, COUNT);
      stream.launch(add, LaunchShape.of(8, 128), arguments(memory, 2));
      assertThat(words(memory)).containsOnly(42);
    }
  }

  @Test
  void knowsItsFunctionsAndVariables() {
    try (CudaModule module = context.load(new CodeImage.Ptx("add", ADD))) {
      CudaFunction add = module.function("add");
      assertThat(add.name()).isEqualTo("add");
      assertThat(add.attribute(FunctionAttribute.LOCAL_BYTES)).isZero();
      assertThat(add.attribute(FunctionAttribute.MAX_THREADS_PER_BLOCK)).isBetween(128, 1024);
      assertThat(add.activeBlocksPerMultiprocessor(128, 0)).isPositive();
      add.allowDynamicSharedMemory(56 * 1024);
      assertThat(add.attribute(FunctionAttribute.MAX_DYNAMIC_SHARED_BYTES)).isEqualTo(56 * 1024);
      DeviceVariable table = module.variable("table");
      assertThat(table.byteSize()).isEqualTo(12);
      MemorySegment content = arena.allocate(JAVA_INT, 3);
      stream.copyToHost(content, table.address());
      stream.synchronize();
      assertThat(content.toArray(JAVA_INT)).containsExactly(1, 2, 0);
      assertThatThrownBy(() -> module.function("subtract"))
          .hasMessageContaining("CUDA_ERROR_NOT_FOUND")
          .hasMessageContaining("subtract");
    }
  }

  @Test
  void compilesToImagesThatCanBeKept() {
    CompiledCode code = context.compile(new CodeImage.Ptx("add", ADD));
    try (CudaModule module = context.load(code.image());
        DeviceMemory memory = context.allocate(4L * COUNT)) {
      stream.fill(memory.address(), 1, COUNT);
      stream.launch(module.function("add"), LaunchShape.of(8, 128), arguments(memory, 1));
      assertThat(words(memory)).containsOnly(2);
    }
  }

  @Test
  void refusesCodeThatIsNone() {
    assertThatThrownBy(() -> context.load(new CodeImage.Ptx("broken", ADD + "}")))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("broken");
    assertThatThrownBy(() -> context.compile(new CodeImage.Ptx("broken", ADD + "}")))
        .isInstanceOf(ModuleException.class);
    byte[] image = context.compile(new CodeImage.Ptx("add", ADD)).image().bytes().clone();
    image[0] ^= 1;
    assertThatThrownBy(() -> context.load(new CodeImage.Binary("damaged", image)))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void ordersStreamsByEvents() {
    try (DeviceMemory memory = context.allocate(4L * COUNT);
        CudaModule module = context.load(new CodeImage.Ptx("add", ADD));
        CudaStream other = context.newStream();
        CudaEvent filled = context.newEvent(true);
        CudaEvent added = context.newEvent(true)) {
      assertThat(added.isDone()).isTrue();
      stream.fill(memory.address(), 5, COUNT);
      stream.record(filled);
      other.waitFor(filled);
      other.launch(module.function("add"), LaunchShape.of(8, 128), arguments(memory, 6));
      other.record(added);
      added.synchronize();
      assertThat(added.millisecondsSince(filled)).isNotNegative();
      stream.waitFor(added);
      assertThat(words(memory)).containsOnly(11);
    }
  }

  @Test
  void isDoneSomeTime() {
    try (DeviceMemory memory = context.allocate(4L * COUNT)) {
      stream.fill(memory.address(), 5, COUNT);
      while (!stream.isDone()) {
        Thread.onSpinWait();
      }
      context.synchronize();
    }
  }

  @Test
  void replaysCapturedWork() {
    try (DeviceMemory memory = context.allocate(4L * COUNT);
        CudaModule module = context.load(new CodeImage.Ptx("add", ADD))) {
      CudaFunction add = module.function("add");
      stream.fill(memory.address(), 0, COUNT);
      try (CudaGraph graph = captured(memory, add, 1, 10);
          CudaGraph others = captured(memory, add, 100, 1000);
          CudaGraph shorter = captured(memory, add, 1);
          CudaGraphExec exec = graph.instantiate()) {
        assertThat(words(memory)).containsOnly(0);
        stream.launch(exec);
        stream.launch(exec);
        assertThat(words(memory)).containsOnly(22);

        assertThat(exec.update(others)).isTrue();
        stream.launch(exec);
        assertThat(words(memory)).containsOnly(1122);
        assertThat(exec.update(shorter)).isFalse();
      }
    }
  }

  private CudaGraph captured(DeviceMemory memory, CudaFunction add, int... each) {
    stream.beginCapture();
    for (int by : each) {
      stream.launch(add, LaunchShape.of(8, 128), arguments(memory, by));
    }
    return stream.endCapture();
  }

  private KernelArguments arguments(DeviceMemory memory, int by) {
    return new KernelArguments(arena).address(memory.address()).put32(COUNT).put32(by);
  }

  private int[] words(DeviceMemory memory) {
    MemorySegment back = arena.allocate(JAVA_INT, COUNT);
    stream.copyToHost(back, memory.address());
    stream.synchronize();
    return back.toArray(JAVA_INT);
  }
}
