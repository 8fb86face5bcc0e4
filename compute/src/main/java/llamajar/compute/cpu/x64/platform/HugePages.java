package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Memory in pages of 2 MiB, and advice on mapped files, on Linux.
///
/// With such pages the processor looks up addresses for 512 times as much memory at once. The
/// system makes them of what is free and contiguous; where there is not enough of that, some pages
/// stay small, which is slower and nothing else.
public final class HugePages {
  /// Bytes of a page.
  public static final long BYTES = 2 << 20;

  private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final int WILL_NEED = 3;
  private static final int HUGE_PAGE = 14;

  private final SystemPages pages;
  private final NativeLibrary library;
  private final MethodHandle madvise;

  private HugePages() throws PlatformException {
    OperatingSystem system = OperatingSystem.current();
    if (system != OperatingSystem.LINUX) {
      throw new PlatformException("pages of 2 MiB are taken on Linux only");
    }
    pages = SystemPages.of(system);
    library = NativeLibrary.standardC();
    madvise =
        library.function(
            "madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  /// Why the system gives no such pages; empty if it does.
  public static Optional<String> whyUnavailable() {
    try {
      new HugePages();
      String setting = Files.readString(SETTING);
      return setting.contains("[never]")
          ? Optional.of("the system's setting is 'never'; write 'madvise' to " + SETTING)
          : Optional.empty();
    } catch (PlatformException e) {
      return Optional.of(e.reason());
    } catch (IOException e) {
      return Optional.of("this system knows no transparent huge pages: no " + SETTING);
    }
  }

  /// Zeros in such pages, as long as the arena lives.
  ///
  /// @throws PlatformException if the system gives no memory, or does not take the advice
  @SuppressWarnings("restricted") // the range was reserved for it
  public static MemorySegment allocate(long bytes, Arena arena) throws PlatformException {
    HugePages system = new HugePages();
    long reserved = SystemPages.wholePages(bytes) + 2 * BYTES;
    long start = system.pages.reserve(reserved);
    try {
      long first = (start + BYTES - 1) & -BYTES;
      long whole = (bytes + BYTES - 1) & -BYTES;
      system.pages.protect(first, whole, SystemPages.Access.READ_WRITE);
      system.advise(first, whole, HUGE_PAGE);
      return MemorySegment.ofAddress(first)
          .reinterpret(bytes, arena, memory -> system.release(start, reserved));
    } catch (PlatformException e) {
      system.release(start, reserved);
      throw e;
    }
  }

  /// Asks the system to read a part of a mapped file before it is touched.
  ///
  /// @return why the system does not; empty if it does
  public static Optional<String> willNeed(MemorySegment mapped) {
    try {
      long first = mapped.address() & -SystemPages.PAGE_BYTES;
      new HugePages().advise(first, mapped.address() + mapped.byteSize() - first, WILL_NEED);
      return Optional.empty();
    } catch (PlatformException e) {
      return Optional.of(e.reason());
    }
  }

  private void advise(long address, long bytes, int advice) throws PlatformException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = library.newErrorState(arena);
      if (call(error, address, bytes, advice) != 0) {
        throw library.failure("the system does not take advice on memory: madvise", error);
      }
    }
  }

  private int call(MemorySegment error, long address, long bytes, int advice) {
    try {
      return (int) madvise.invokeExact(error, address, bytes, advice);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void release(long start, long bytes) {
    try {
      pages.release(start, bytes);
    } catch (PlatformException e) {
      throw new IllegalStateException(e.reason(), e);
    }
  }
}
