package llamajar.pack.start;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// This process, which can become another program without a new one: signals, the terminal and the
/// exit code stay with whoever started it. On Linux only.
final class ProcessImage {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final Path PROGRAM = Path.of("/proc/self/exe");

  private ProcessImage() {}

  /// Becomes the same program with the same arguments and further ones before them. Returns only if
  /// that can't be done here.
  static void restartWith(List<String> options) {
    try {
      execute(Files.readSymbolicLink(PROGRAM), withOptions(options));
    } catch (IOException | UnsupportedOperationException | IllegalCallerException e) {
      // Not Linux, or native calls are denied: the caller has another way.
      return;
    }
  }

  /// The command line with options after the program's name; each argument ends with a zero. The
  /// arguments are handed on as bytes, because this JVM may have been unable to decode them.
  private static byte[] withOptions(List<String> options) throws IOException {
    byte[] given = Files.readAllBytes(COMMAND_LINE);
    int nameLength = 0;
    while (given[nameLength] != 0) {
      nameLength++;
    }
    byte[] inserted = (String.join("\0", options) + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[given.length + inserted.length];
    System.arraycopy(given, 0, all, 0, nameLength + 1);
    System.arraycopy(inserted, 0, all, nameLength + 1, inserted.length);
    System.arraycopy(
        given,
        nameLength + 1,
        all,
        nameLength + 1 + inserted.length,
        given.length - nameLength - 1);
    return all;
  }

  private static void execute(Path program, byte[] arguments) {
    Linker linker = Linker.nativeLinker();
    MethodHandle execv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("execv"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, arguments);
      MemorySegment table = arena.allocate(ValueLayout.ADDRESS, arguments.length + 1L);
      int count = 0;
      for (int i = 0; i < arguments.length; i++) {
        if (i == 0 || arguments[i - 1] == 0) {
          table.setAtIndex(ValueLayout.ADDRESS, count++, bytes.asSlice(i));
        }
      }
      int result = (int) execv.invokeExact(arena.allocateFrom(program.toString()), table);
      assert result == -1;
    } catch (Throwable e) {
      throw e instanceof Error error ? error : new AssertionError("native call", e);
    }
  }
}
