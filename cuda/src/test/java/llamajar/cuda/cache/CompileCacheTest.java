package llamajar.cuda.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import llamajar.cuda.cache.CacheReport.Load;
import llamajar.cuda.cache.CacheReport.Source;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.ModuleException;
import llamajar.cuda.simulated.Failures;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCacheTest {
  private static final CodeImage.Ptx CODE =
      new CodeImage.Ptx(
          "some code", ".version 7.0 .target sm_75 .address_size 64 .visible .entry k() { ret; }");

  @TempDir private Path temporary;

  /// A driver, as a process has its own.
  private static final class OneProcess implements AutoCloseable {
    final SimulatedDriver driver;
    final CudaContext context;
    final CompileCache cache;

    OneProcess(Path directory, CacheMode mode, SimulatedSetup setup) {
      driver = new SimulatedDriver(setup);
      context = driver.device(0).retainContext();
      context.makeCurrent();
      cache = new CompileCache(directory, mode, driver.version());
    }

    Source load() {
      return load(CODE);
    }

    Source load(CodeImage.Ptx code) {
      try (CudaModule module = cache.load(context, code)) {
        assertThat(module.function("k").name()).isEqualTo("k");
      }
      return cache.report().loads().getLast().source();
    }

    @Override
    public void close() {
      context.close();
      assertThat(driver.openHandles()).isEmpty();
    }
  }

  private OneProcess start(CacheMode mode) {
    return start(mode, SimulatedSetup.of(86));
  }

  private OneProcess start(CacheMode mode, SimulatedSetup setup) {
    return new OneProcess(temporary.resolve("cuda"), mode, setup);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("cuda"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void keepsWhatWasCompiled() throws IOException {
    try (OneProcess first = start(CacheMode.USE)) {
      assertThat(first.load()).isEqualTo(Source.COMPILED);
      assertThat(first.load()).isEqualTo(Source.CACHE);
    }
    try (OneProcess second = start(CacheMode.USE)) {
      assertThat(second.load()).isEqualTo(Source.CACHE);
      assertThat(second.driver.failures().calls(Failures.Point.COMPILE)).isZero();
      Load load = second.cache.report().loads().getFirst();
      assertThat(load.module()).isEqualTo("some code");
      assertThat(load.milliseconds()).isNotNegative();
    }
    assertThat(entries()).hasSize(1);
    assertThat(entries().getFirst().getFileName().toString())
        .matches("some_code-sm_86-[0-9a-f]{16}-12040\\.cubin");
  }

  @Test
  void compilesForEachCodeDeviceAndDriver() throws IOException {
    CodeImage.Ptx other = new CodeImage.Ptx(CODE.name(), CODE.text() + " // newer");
    try (OneProcess process = start(CacheMode.USE)) {
      assertThat(process.load()).isEqualTo(Source.COMPILED);
      assertThat(process.load(other)).isEqualTo(Source.COMPILED);
    }
    try (OneProcess process = start(CacheMode.USE, SimulatedSetup.of(90))) {
      assertThat(process.load()).isEqualTo(Source.COMPILED);
    }
    try (OneProcess process =
        start(CacheMode.USE, SimulatedSetup.of(86).withDriverVersion(12_050))) {
      assertThat(process.load()).isEqualTo(Source.COMPILED);
    }
    assertThat(entries()).hasSize(4);
  }

  @Test
  void recompilesOnRequest() throws IOException {
    try (OneProcess process = start(CacheMode.USE)) {
      process.load();
    }
    byte[] before = Files.readAllBytes(entries().getFirst());
    Files.write(entries().getFirst(), new byte[] {1, 2, 3});
    try (OneProcess process = start(CacheMode.RECOMPILE)) {
      assertThat(process.load()).isEqualTo(Source.COMPILED);
    }
    assertThat(entries().getFirst()).hasBinaryContent(before);
  }

  @Test
  void compilesNothingIfItMustNot() throws IOException {
    try (OneProcess process = start(CacheMode.CACHE_ONLY)) {
      assertThatThrownBy(process::load)
          .isInstanceOf(NotCachedException.class)
          .hasMessage(
              "GPU code 'some code' for sm_86 is not in "
                  + temporary.resolve("cuda")
                  + "; start once without --nocompile");
    }
    try (OneProcess process = start(CacheMode.USE)) {
      process.load();
    }
    try (OneProcess process = start(CacheMode.CACHE_ONLY)) {
      assertThat(process.load()).isEqualTo(Source.CACHE);
      Files.write(entries().getFirst(), new byte[100]);
      assertThatThrownBy(process::load).hasMessageContaining("is damaged in");
    }
  }

  @Test
  void rebuildsDamagedEntries() throws IOException {
    try (OneProcess process = start(CacheMode.USE)) {
      process.load();
    }
    Path entry = entries().getFirst();
    byte[] whole = Files.readAllBytes(entry);
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(entry, damaged);
      try (OneProcess process = start(CacheMode.USE)) {
        assertThat(process.load()).as("byte %d", at).isEqualTo(Source.REBUILT);
      }
      assertThat(entry).hasBinaryContent(whole);
    }
    for (int length : new int[] {0, 1, 40, whole.length - 1}) {
      Files.write(entry, Arrays.copyOf(whole, length));
      try (OneProcess process = start(CacheMode.USE)) {
        assertThat(process.load()).as("%d bytes", length).isEqualTo(Source.REBUILT);
      }
    }
  }

  @Test
  void rebuildsWhatTheDriverRefuses() {
    try (OneProcess process = start(CacheMode.USE)) {
      process.load();
      process.driver.failures().failAt(Failures.Point.LOAD, 1);
      assertThat(process.load()).isEqualTo(Source.REBUILT);
    }
  }

  @Test
  void leavesNothingOfWhatDoesNotCompile() {
    try (OneProcess process = start(CacheMode.USE)) {
      process.driver.failures().failAt(Failures.Point.COMPILE, 1);
      assertThatThrownBy(process::load).isInstanceOf(ModuleException.class);
      assertThat(temporary.resolve("cuda")).doesNotExist();
      assertThat(process.load()).isEqualTo(Source.COMPILED);
    }
  }

  @Test
  void worksWithoutADirectory() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    try (OneProcess process =
        new OneProcess(file.resolve("cuda"), CacheMode.USE, SimulatedSetup.of(86))) {
      assertThat(process.load()).isEqualTo(Source.COMPILED);
      assertThat(process.load()).isEqualTo(Source.COMPILED);
      assertThat(process.cache.report().warnings())
          .hasSize(2)
          .allSatisfy(warning ->
              assertThat(warning)
                  .startsWith("compiled GPU code can't be kept in " + file)
                  .endsWith("it is compiled again next time"));
    }
  }

  @Test
  void isSafeForProcessesThatStartTogether() throws Exception {
    int processes = 8;
    try (ExecutorService threads = Executors.newFixedThreadPool(processes)) {
      List<Callable<Source>> starts = new ArrayList<>();
      for (int i = 0; i < processes; i++) {
        starts.add(() -> {
          Source last = Source.COMPILED;
          for (int round = 0; round < 20; round++) {
            CacheMode mode = round % 3 == 0 ? CacheMode.RECOMPILE : CacheMode.USE;
            try (OneProcess process = start(mode)) {
              last = process.load();
              assertThat(last).isNotEqualTo(Source.REBUILT);
            }
          }
          return last;
        });
      }
      for (Future<Source> result : threads.invokeAll(starts)) {
        assertThat(result.get()).isEqualTo(Source.CACHE);
      }
    }
    assertThat(entries()).as("no temporary files are left").hasSize(1);
  }

  @Test
  void liesWhereCachesBelong() {
    assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "/x"), "Linux", "/home/me"))
        .isEqualTo(Path.of("/x/llamajar/cuda"));
    assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "/home/me"))
        .isEqualTo(Path.of("/home/me/.cache/llamajar/cuda"));
    assertThat(CacheDirectory.of(Map.of(), "Linux", "/home/me"))
        .isEqualTo(Path.of("/home/me/.cache/llamajar/cuda"));
    assertThat(CacheDirectory.of(Map.of("LOCALAPPDATA", "/local"), "Windows 11", "/home/me"))
        .isEqualTo(Path.of("/local/llamajar/cuda"));
  }
}
