package llamajar.confine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import llamajar.confine.filter.Errno;
import llamajar.confine.filter.Processor;
import llamajar.confine.filter.SystemCall;

/// System calls by the C library's `syscall`, since it has no functions for most that are needed.
public final class Kernel {
  private static final String ERROR_VARIABLE = "errno";
  private static final int MOST_ARGUMENTS = 6;

  private static final long AT_FDCWD = -100;
  private static final long O_PATH = 0x200000;
  private static final long O_CLOEXEC = 0x80000;

  private final Processor processor;
  private final MethodHandle syscall;
  private final long errorOffset;

  private Kernel(Processor processor, MethodHandle syscall, long errorOffset) {
    this.processor = processor;
    this.syscall = syscall;
    this.errorOffset = errorOffset;
  }

  /// The kernel of this system.
  ///
  /// @throws UnavailableException if it is not Linux, or another processor than those known here,
  ///   or the JVM denies native access
  public static Kernel open() throws UnavailableException {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      throw new UnavailableException(
          "confinement is there for Linux only, not for %s".formatted(system));
    }
    String name = System.getProperty("os.arch", "");
    Processor processor =
        Processor.named(name)
            .orElseThrow(() ->
                new UnavailableException(
                    "confinement is there for x86-64 and aarch64 processors, not for %s"
                        .formatted(name)));
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle syscall =
          linker.downcallHandle(
              linker
                  .defaultLookup()
                  .find("syscall")
                  .orElseThrow(() -> new UnavailableException("the C library has no syscall()")),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState(ERROR_VARIABLE));
      long errorOffset =
          Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement(ERROR_VARIABLE));
      return new Kernel(processor, syscall, errorOffset);
    } catch (IllegalCallerException e) {
      Module module = Kernel.class.getModule();
      throw new UnavailableException(
          "this JVM denies native access; start it with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
          e);
    } catch (UnsupportedOperationException e) {
      throw new UnavailableException("this JVM can't call native code", e);
    }
  }

  /// The processor that it runs on.
  public Processor processor() {
    return processor;
  }

  /// Makes a call in the calling thread, which must be a platform thread if it is about threads.
  ///
  /// @param arguments at most six; the others are 0
  /// @return its result, or a negative error number
  long call(SystemCall call, long... arguments) {
    OptionalInt number = call.number(processor);
    if (number.isEmpty()) {
      return -Errno.ENOSYS.number();
    }
    long[] all = Arrays.copyOf(arguments, MOST_ARGUMENTS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Linker.Option.captureStateLayout());
      long result = invoke(error, number.getAsInt(), all);
      return result == -1 ? -error.get(JAVA_INT, errorOffset) : result;
    }
  }

  /// Opens a file or directory as a place only: its content can't be read.
  ///
  /// @return a descriptor, or a negative error number
  long openPlace(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      return call(SystemCall.OPENAT, AT_FDCWD, name.address(), O_PATH | O_CLOEXEC);
    }
  }

  void close(long descriptor) {
    call(SystemCall.CLOSE, descriptor);
  }

  /// Promises that this thread never gains rights by starting programs, which both layers want.
  ///
  /// @throws UnavailableException if the kernel does not let it
  void renounceNewRights() throws UnavailableException {
    final long setNoNewPrivs = 38;
    long result = call(SystemCall.PRCTL, setNoNewPrivs, 1);
    if (result < 0) {
      throw new UnavailableException("PR_SET_NO_NEW_PRIVS: " + Errno.meaning(result));
    }
  }

  private long invoke(MemorySegment error, long number, long[] a) {
    try {
      return (long) syscall.invokeExact(error, number, a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (Throwable e) {
      throw e instanceof Error thrown ? thrown : new AssertionError("native call", e);
    }
  }
}
