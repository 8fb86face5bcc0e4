package llamajar.cuda.libcuda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.ComputeCapability;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.CudaEvent;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceAttribute;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.driver.DeviceVariable;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.driver.FunctionAttribute;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;
import llamajar.cuda.driver.MemoryInfo;
import llamajar.cuda.driver.ModuleException;
import llamajar.cuda.driver.PinnedMemory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// How the functions of the driver are called, noted by a library that takes the driver's place.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibCudaTest {
  private FakeLibrary library;

  @BeforeAll
  void compile(@TempDir Path directory) throws IOException, InterruptedException {
    Optional<FakeLibrary> compiled = FakeLibrary.compile(directory);
    assumeTrue(compiled.isPresent(), "no gcc to compile a stand-in for the driver");
    library = compiled.orElseThrow();
  }

  @BeforeEach
  void reset() {
    library.machine(12_040, 2);
    library.notes();
  }

  private CudaDriver driver() {
    DriverLookup lookup = LibCuda.find(library.path());
    assertThat(lookup).isInstanceOf(DriverLookup.Found.class);
    return ((DriverLookup.Found) lookup).driver();
  }

  private CudaContext context() {
    CudaContext context = driver().device(0).retainContext();
    library.notes();
    return context;
  }

  @Test
  void initializesTheDriver() {
    CudaDriver driver = driver();
    assertThat(driver.version()).isEqualTo(12_040);
    assertThat(driver.deviceCount()).isEqualTo(2);
    assertThat(library.notes())
        .containsExactly("cuInit 0", "cuDriverGetVersion", "cuDeviceGetCount");
  }

  @Test
  void saysWhyThereIsNoDriver() {
    assertThat(LibCuda.find("libcuda-that-is-not-there.so.1"))
        .isEqualTo(
            new DriverLookup.Absent(
                "no NVIDIA driver is installed: 'libcuda-that-is-not-there.so.1' can't be opened"));
    library.fail("cuInit", 100);
    assertThat(LibCuda.find(library.path()))
        .isEqualTo(new DriverLookup.Absent(DriverLookup.NO_DEVICE));
    library.fail("cuInit", 999);
    assertThat(LibCuda.find(library.path()))
        .isEqualTo(
            new DriverLookup.Absent(
                "the NVIDIA driver can't be initialized: CUDA_ERROR_UNKNOWN, unknown"));
    library.machine(12_040, 0);
    assertThat(LibCuda.find(library.path()))
        .isEqualTo(new DriverLookup.Absent(DriverLookup.NO_DEVICE));
    library.machine(10_020, 1);
    assertThat(LibCuda.find(library.path()))
        .isEqualTo(new DriverLookup.Absent(DriverLookup.tooOld(10_020)));
  }

  @Test
  void missesFunctionsOfNewerDrivers(@TempDir Path directory)
      throws IOException, InterruptedException {
    FakeLibrary old = FakeLibrary.compile(directory, "NO_GRAPH_LAUNCH").orElseThrow();
    assertThat(LibCuda.find(old.path()))
        .isEqualTo(
            new DriverLookup.Absent(
                "the NVIDIA driver has no function 'cuGraphLaunch'; a driver of version 450 or"
                    + " later is needed"));
  }

  @Test
  void instantiatesGraphsAsOlderDriversDo(@TempDir Path directory)
      throws IOException, InterruptedException {
    FakeLibrary old = FakeLibrary.compile(directory, "OLD_GRAPHS").orElseThrow();
    assertThat(LibCuda.find(old.path())).isInstanceOf(DriverLookup.Found.class);
    CudaDriver driver = ((DriverLookup.Found) LibCuda.find(old.path())).driver();
    try (CudaContext context = driver.device(0).retainContext();
        CudaStream stream = context.newStream()) {
      stream.beginCapture();
      try (CudaGraph graph = stream.endCapture()) {
        old.notes();
        graph.instantiate().close();
        assertThat(old.notes())
            .containsExactly("cuGraphInstantiate_v2 6666 0 0 0", "cuGraphExecDestroy 8888");
      }
    }
  }

  @Test
  void asksDevices() {
    CudaDriver driver = driver();
    library.notes();
    CudaDevice device = driver.device(1);
    assertThat(device.name()).isEqualTo("Fake 101");
    assertThat(device.totalMemory()).isEqualTo(5L << 32);
    assertThat(device.attribute(DeviceAttribute.MULTIPROCESSOR_COUNT)).isEqualTo(1016);
    assertThat(device.computeCapability()).isEqualTo(new ComputeCapability(8, 6));
    assertThat(device.canAccess(driver.device(0))).isTrue();
    assertThat(library.notes())
        .containsExactly(
            "cuDeviceGet 1",
            "cuDeviceGetName 256 101",
            "cuDeviceTotalMem_v2 101",
            "cuDeviceGetAttribute 16 101",
            "cuDeviceGetAttribute 75 101",
            "cuDeviceGetAttribute 76 101",
            "cuDeviceGet 0",
            "cuDeviceCanAccessPeer 101 100");
  }

  @Test
  void retainsAndReleasesContexts() {
    CudaDriver driver = driver();
    library.notes();
    CudaContext context = driver.device(0).retainContext();
    CudaContext peer = driver.device(1).retainContext();
    context.makeCurrent();
    context.enableAccess(peer);
    library.fail("cuCtxEnablePeerAccess", 704);
    context.enableAccess(peer);
    context.synchronize();
    assertThat(context.memoryInfo()).isEqualTo(new MemoryInfo(3L << 32, 5L << 32));
    context.close();
    context.close();
    peer.close();
    assertThat(library.notes())
        .containsExactly(
            "cuDeviceGet 0",
            "cuDevicePrimaryCtxRetain 100",
            "cuDeviceGet 1",
            "cuDevicePrimaryCtxRetain 101",
            "cuCtxSetCurrent c064",
            "cuCtxEnablePeerAccess c065 0",
            "cuCtxEnablePeerAccess c065 0",
            "cuCtxSynchronize",
            "cuMemGetInfo_v2",
            "cuDevicePrimaryCtxRelease_v2 100",
            "cuDevicePrimaryCtxRelease_v2 101");
  }

  @Test
  void ownsMemory() {
    CudaContext context = context();
    DeviceMemory memory = context.allocate(6L << 32);
    assertThat(memory.address()).isEqualTo(0x7f0000000100L);
    assertThat(memory.byteSize()).isEqualTo(6L << 32);
    memory.close();
    memory.close();
    PinnedMemory pinned = context.allocatePinned(4096);
    assertThat(pinned.segment().byteSize()).isEqualTo(4096);
    pinned.segment().fill((byte) 1);
    pinned.close();
    DeviceMemory mapped = context.allocateMapped(8192);
    assertThat(mapped.address()).isEqualTo(pinned.segment().address());
    assertThat(mapped.byteSize()).isEqualTo(8192);
    mapped.close();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment own = arena.allocate(64);
      context.pin(own, true).close();
      String address = Long.toHexString(own.address());
      assertThat(library.notes())
          .containsExactly(
              "cuMemAlloc_v2 25769803776",
              "cuMemFree_v2 7f0000000100",
              "cuMemHostAlloc 4096 3",
              "cuMemFreeHost pinned",
              "cuMemHostAlloc 8192 3",
              "cuMemFreeHost pinned",
              "cuMemHostRegister_v2 " + address + " 64 11",
              "cuMemHostUnregister " + address);
    }
    assertThatThrownBy(() -> context.pin(MemorySegment.ofArray(new byte[8]), false))
        .hasMessageContaining("native memory");
  }

  @Test
  void copiesAndFills() {
    CudaContext context = context();
    CudaContext peer = driver().device(1).retainContext();
    library.notes();
    try (Arena arena = Arena.ofConfined();
        CudaStream stream = context.newStream()) {
      MemorySegment host = arena.allocate(24);
      String at = Long.toHexString(host.address());
      stream.copyToDevice(0x7f0000000100L, host);
      stream.copyToHost(host, 0x7f0000000200L);
      stream.copyOnDevice(0x7f0000000300L, 0x7f0000000400L, 5L << 32);
      stream.copyToPeer(peer, 0x7f0000000500L, 0x7f0000000600L, 7);
      stream.fill(0x7f0000000700L, (byte) -2, 5L << 32);
      stream.fill(0x7f0000000700L, -2, 9);
      assertThat(library.notes())
          .containsExactly(
              "cuStreamCreate 1",
              "cuMemcpyHtoDAsync_v2 7f0000000100 " + at + " 24 5555",
              "cuMemcpyDtoHAsync_v2 " + at + " 7f0000000200 24 5555",
              "cuMemcpyDtoDAsync_v2 7f0000000300 7f0000000400 21474836480 5555",
              "cuMemcpyPeerAsync 7f0000000500 c065 7f0000000600 c064 7 5555",
              "cuMemsetD8Async 7f0000000700 254 21474836480 5555",
              "cuMemsetD32Async 7f0000000700 fffffffe 9 5555");
    }
    assertThat(library.notes()).containsExactly("cuStreamDestroy_v2 5555");
  }

  @Test
  void loadsModulesAndLaunchesKernels() {
    CudaContext context = context();
    try (Arena arena = Arena.ofConfined();
        CudaStream stream = context.newStream();
        CudaModule module = context.load(new CodeImage.Ptx("text", ".version 7.0"))) {
      CudaFunction function = module.function("kernel");
      assertThat(module.variable("table")).isEqualTo(new DeviceVariable(0x7f0000000200L, 12));
      assertThat(function.attribute(FunctionAttribute.REGISTERS)).isEqualTo(44);
      function.allowDynamicSharedMemory(65_536);
      assertThat(function.activeBlocksPerMultiprocessor(256, 5L << 32)).isEqualTo(3);
      KernelArguments arguments =
          new KernelArguments(arena).address(0x7f0000000900L).put32(-1).putFloat(2.5f);
      stream.launch(function, new LaunchShape(1, 2, 3, 4, 5, 6, 7), arguments);
      assertThat(library.notes())
          .containsExactly(
              "cuStreamCreate 1",
              "cuModuleLoadDataEx .version 4",
              "cuModuleGetFunction d0d0 kernel",
              "cuModuleGetGlobal_v2 d0d0 table",
              "cuFuncGetAttribute 4 f0f0",
              "cuFuncSetAttribute f0f0 8 65536",
              "cuOccupancyMaxActiveBlocksPerMultiprocessor f0f0 256 21474836480",
              "cuLaunchKernel f0f0 1,2,3 4,5,6 7 5555 0 1 2 0 size 16: 7f0000000900 4294967295"
                  + " 2.5");
    }
    assertThat(library.notes()).containsExactly("cuModuleUnload d0d0", "cuStreamDestroy_v2 5555");
  }

  @Test
  void compilesToImages() {
    CompiledCode code = context().compile(new CodeImage.Ptx("text", ".version 7.0"));
    assertThat(code.image().bytes()).containsExactly("cubin".getBytes(US_ASCII));
    assertThat(code.log()).isEqualTo("info: compiled");
    assertThat(library.notes())
        .containsExactly(
            "cuLinkCreate_v2 4",
            "cuLinkAddData_v2 1111 1 .version 7.0 13 text 0 0 0",
            "cuLinkComplete 1111",
            "cuLinkDestroy 1111");
  }

  @Test
  void quotesTheCompiler() {
    CudaContext context = context();
    library.fail("cuModuleLoadDataEx", 218);
    assertThatThrownBy(() -> context.load(new CodeImage.Ptx("text", ".version 7.0")))
        .isInstanceOfSatisfying(
            ModuleException.class,
            e -> assertThat(e.log()).isEqualTo("error: line 7, unknown\nmore"))
        .hasMessage(
            "cuModuleLoadDataEx of text failed: CUDA_ERROR_INVALID_PTX, unknown: error: line 7,"
                + " unknown");
    library.fail("cuLinkComplete", 218);
    assertThatThrownBy(() -> context.compile(new CodeImage.Ptx("text", ".version 7.0")))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("cuLinkComplete of text failed");
    assertThat(library.notes()).endsWith("cuLinkDestroy 1111");
  }

  @Test
  void ordersStreamsByEvents() {
    CudaContext context = context();
    try (CudaStream stream = context.newStream();
        CudaEvent plain = context.newEvent(false);
        CudaEvent timed = context.newEvent(true)) {
      library.notes();
      stream.record(timed);
      stream.waitFor(plain);
      assertThat(stream.isDone()).isTrue();
      library.fail("cuStreamQuery", 600);
      assertThat(stream.isDone()).isFalse();
      library.fail("cuEventQuery", 600);
      assertThat(timed.isDone()).isFalse();
      assertThat(timed.isDone()).isTrue();
      timed.synchronize();
      assertThat(timed.millisecondsSince(plain)).isEqualTo(1.5f);
      stream.synchronize();
      assertThat(library.notes())
          .containsExactly(
              "cuEventRecord e000 5555",
              "cuStreamWaitEvent 5555 e002 0",
              "cuStreamQuery 5555",
              "cuStreamQuery 5555",
              "cuEventQuery e000",
              "cuEventQuery e000",
              "cuEventSynchronize e000",
              "cuEventElapsedTime e002 e000",
              "cuStreamSynchronize 5555");
    }
    assertThat(library.notes())
        .containsExactly(
            "cuEventDestroy_v2 e000", "cuEventDestroy_v2 e002", "cuStreamDestroy_v2 5555");
  }

  @Test
  void capturesGraphs() {
    CudaContext context = context();
    try (CudaStream stream = context.newStream()) {
      library.notes();
      stream.beginCapture();
      try (CudaGraph graph = stream.endCapture();
          CudaGraphExec exec = graph.instantiate()) {
        stream.launch(exec);
        assertThat(exec.update(graph)).isTrue();
        library.fail("cuGraphExecUpdate", 910);
        assertThat(exec.update(graph)).isFalse();
      }
      assertThat(library.notes())
          .containsExactly(
              "cuStreamBeginCapture_v2 5555 1",
              "cuStreamEndCapture 5555",
              "cuGraphInstantiateWithFlags 6666 0",
              "cuGraphLaunch 8888 5555",
              "cuGraphExecUpdate 8888 6666",
              "cuGraphExecUpdate 8888 6666",
              "cuGraphExecDestroy 8888",
              "cuGraphDestroy 6666");
    }
  }

  @Test
  void namesErrorsAndCalls() {
    CudaContext context = context();
    library.fail("cuMemAlloc_v2", 2);
    assertThatThrownBy(() -> context.allocate(4096))
        .isInstanceOfSatisfying(
            CudaException.class,
            e -> {
              assertThat(e.isOutOfMemory()).isTrue();
              assertThat(e.call()).isEqualTo("cuMemAlloc_v2 of 4096 bytes");
            })
        .hasMessage("cuMemAlloc_v2 of 4096 bytes failed: CUDA_ERROR_OUT_OF_MEMORY, out of memory");
    library.fail("cuCtxSynchronize", 12345);
    assertThatThrownBy(context::synchronize)
        .hasMessage("cuCtxSynchronize failed: error 12345, unknown");
  }
}
