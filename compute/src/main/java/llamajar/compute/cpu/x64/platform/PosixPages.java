package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Pages by `mmap`, `mprotect` and `munmap`.
final class PosixPages implements SystemPages {
  private static final int PROT_NONE = 0;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;

  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;
  private static final long MAP_FAILED = -1;

  private final NativeLibrary library;
  private final MethodHandle mmap;
  private final MethodHandle mprotect;
  private final MethodHandle munmap;
  private final int flags;

  PosixPages(OperatingSystem system) throws PlatformException {
    library = NativeLibrary.standardC();
    mmap =
        library.function(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    mprotect =
        library.function(
            "mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    munmap = library.function("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    flags =
        MAP_PRIVATE | (system == OperatingSystem.MACOS ? MAP_ANONYMOUS_MACOS : MAP_ANONYMOUS_LINUX);
  }

  @Override
  public long reserve(long bytes) throws PlatformException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      long address = mmap(error, bytes);
      if (address == MAP_FAILED) {
        throw library.failure("the system has no room for %d bytes: mmap".formatted(bytes), error);
      }
      return address;
    }
  }

  @Override
  public void protect(long address, long bytes, Access access) throws PlatformException {
    int protection =
        switch (access) {
          case NONE -> PROT_NONE;
          case READ_WRITE -> PROT_READ | PROT_WRITE;
          case READ_EXECUTE -> PROT_READ | PROT_EXEC;
        };
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      if (mprotect(error, address, bytes, protection) != 0) {
        throw library.failure(access.refusal() + ": mprotect", error);
      }
    }
  }

  @Override
  public void release(long address, long bytes) throws PlatformException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      if (munmap(error, address, bytes) != 0) {
        throw library.failure("the system does not take memory back: munmap", error);
      }
    }
  }

  private long mmap(MemorySegment error, long bytes) {
    try {
      return (long) mmap.invokeExact(error, 0L, bytes, PROT_NONE, flags, -1, 0L);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private int mprotect(MemorySegment error, long address, long bytes, int protection) {
    try {
      return (int) mprotect.invokeExact(error, address, bytes, protection);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private int munmap(MemorySegment error, long address, long bytes) {
    try {
      return (int) munmap.invokeExact(error, address, bytes);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
