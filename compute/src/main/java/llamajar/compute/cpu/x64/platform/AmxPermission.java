package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The permission to use AMX tiles, which Linux wants to be asked for before the first use: 8 KiB
/// more of each thread must be saved then.
final class AmxPermission {
  private static final long SYS_ARCH_PRCTL = 158;
  private static final long ARCH_REQ_XCOMP_PERM = 0x1023;
  private static final long TILE_DATA = 18;

  private AmxPermission() {}

  /// Asks for the whole process, for good.
  ///
  /// @return why there is no permission; empty if there is
  static Optional<String> request(OperatingSystem system) {
    return switch (system) {
      case LINUX -> requestFromLinux();
      case MACOS, WINDOWS -> Optional.of("permission is asked for on Linux only");
    };
  }

  private static Optional<String> requestFromLinux() {
    try (Arena arena = Arena.ofConfined()) {
      NativeLibrary library = NativeLibrary.standardC();
      MethodHandle syscall =
          library.function(
              "syscall",
              FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
      MemorySegment error = library.newErrorState(arena);
      if (call(syscall, error) != 0) {
        throw library.failure("not permitted by the system: arch_prctl", error);
      }
      return Optional.empty();
    } catch (PlatformException e) {
      return Optional.of(e.reason());
    }
  }

  private static long call(MethodHandle syscall, MemorySegment error) {
    try {
      return (long) syscall.invokeExact(error, SYS_ARCH_PRCTL, ARCH_REQ_XCOMP_PERM, TILE_DATA);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
