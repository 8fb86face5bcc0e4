package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Pages by `VirtualAlloc`, `VirtualProtect` and `VirtualFree`.
final class WindowsPages implements SystemPages {
  private static final int MEM_COMMIT = 0x1000;
  private static final int MEM_RESERVE = 0x2000;
  private static final int MEM_RELEASE = 0x8000;

  private static final int PAGE_NOACCESS = 0x01;
  private static final int PAGE_READWRITE = 0x04;
  private static final int PAGE_EXECUTE_READ = 0x20;

  private final NativeLibrary library;
  private final MethodHandle virtualAlloc;
  private final MethodHandle virtualProtect;
  private final MethodHandle virtualFree;

  WindowsPages() throws PlatformException {
    library = NativeLibrary.kernel32();
    virtualAlloc =
        library.function(
            "VirtualAlloc",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
    virtualProtect =
        library.function(
            "VirtualProtect",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));
    virtualFree =
        library.function(
            "VirtualFree", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  @Override
  public long reserve(long bytes) throws PlatformException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      long address = virtualAlloc(error, bytes);
      if (address == 0) {
        throw library.failure(
            "the system has no room for %d bytes: VirtualAlloc".formatted(bytes), error);
      }
      return address;
    }
  }

  @Override
  public void protect(long address, long bytes, Access access) throws PlatformException {
    int protection =
        switch (access) {
          case NONE -> PAGE_NOACCESS;
          case READ_WRITE -> PAGE_READWRITE;
          case READ_EXECUTE -> PAGE_EXECUTE_READ;
        };
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      MemorySegment previous = arena.allocate(JAVA_INT);
      if (virtualProtect(error, address, bytes, protection, previous) == 0) {
        throw library.failure(access.refusal() + ": VirtualProtect", error);
      }
    }
  }

  @Override
  public void release(long address, long bytes) throws PlatformException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      if (virtualFree(error, address) == 0) {
        throw library.failure("the system does not take memory back: VirtualFree", error);
      }
    }
  }

  private long virtualAlloc(MemorySegment error, long bytes) {
    try {
      return (long)
          virtualAlloc.invokeExact(error, 0L, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private int virtualProtect(
      MemorySegment error, long address, long bytes, int protection, MemorySegment previous) {
    try {
      return (int) virtualProtect.invokeExact(error, address, bytes, protection, previous);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /// Frees what was reserved together; the size must be given as 0 for that.
  private int virtualFree(MemorySegment error, long address) {
    try {
      return (int) virtualFree.invokeExact(error, address, 0L, MEM_RELEASE);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
