package llamajar.cuda.libcuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A library that pretends to be the driver and notes how it was called.
final class FakeLibrary {
  private final Path path;
  private final SymbolLookup symbols;

  private FakeLibrary(Path path) {
    this.path = path;
    this.symbols = SymbolLookup.libraryLookup(path, Arena.global());
  }

  /// Compiles it, or says nothing where there is no compiler.
  static Optional<FakeLibrary> compile(Path directory, String... definitions)
      throws IOException, InterruptedException {
    Path source = directory.resolve("fake-libcuda.c");
    try (InputStream text = FakeLibrary.class.getResourceAsStream("fake-libcuda.c")) {
      assertThat(text).isNotNull();
      Files.copy(text, source);
    }
    Path library = directory.resolve("libcuda.so.1");
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-o"));
    command.add(library.toString());
    command.add(source.toString());
    for (String definition : definitions) {
      command.add("-D" + definition);
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Optional.empty();
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Optional.of(new FakeLibrary(library));
  }

  String path() {
    return path.toString();
  }

  /// Lets the next call of a function answer an error.
  void fail(String function, int code) {
    try (Arena arena = Arena.ofConfined()) {
      call("fake_fail", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT))
          .invokeExact(arena.allocateFrom(function), code);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void machine(int version, int devices) {
    try {
      call("fake_machine", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT))
          .invokeExact(version, devices);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// The calls since the last time, each with its arguments.
  List<String> notes() {
    try {
      MemorySegment text =
          (MemorySegment) call("fake_notes", FunctionDescriptor.of(ADDRESS)).invokeExact();
      List<String> notes = text.reinterpret(65_536).getString(0).lines().toList();
      call("fake_forget", FunctionDescriptor.ofVoid()).invokeExact();
      return notes;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private MethodHandle call(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
  }
}
