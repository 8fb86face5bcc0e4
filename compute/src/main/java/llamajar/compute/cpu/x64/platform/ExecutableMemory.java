package llamajar.compute.cpu.x64.platform;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Pieces of machine code in pages of their own, which may be read and executed but not written.
///
/// A model's kernels are loaded together when it is opened and freed together when it is closed.
/// After the last piece comes a page without any access.
public final class ExecutableMemory implements AutoCloseable {
  /// The alignment of every piece of code: a line of the instruction cache.
  public static final long ALIGNMENT = 64;

  /// Much more than all kernels of a model need; a larger size is a mistake.
  public static final long MOST_BYTES = 256L << 20;

  /// `int3`, which stops a program that runs into the gap between two pieces.
  private static final byte BREAKPOINT = (byte) 0xcc;

  private final SystemPages pages;
  private final long address;
  private final long codeBytes;
  private final List<NativeCode> codes;
  private volatile boolean closed;

  private ExecutableMemory(SystemPages pages, long address, long codeBytes, long[] offsets) {
    this.pages = pages;
    this.address = address;
    this.codeBytes = codeBytes;
    List<NativeCode> entries = new ArrayList<>(offsets.length);
    for (long offset : offsets) {
      entries.add(new NativeCode(this, MemorySegment.ofAddress(address + offset)));
    }
    this.codes = List.copyOf(entries);
  }

  /// Copies machine code to where it can be executed. The code must not depend on its address.
  ///
  /// @param pieces the code of at least one function, none of them empty
  /// @throws PlatformException if the processor or the system is not one that is known, or the
  ///   system refuses the memory
  /// @throws IllegalArgumentException if there is no code, or more than [#MOST_BYTES]
  public static ExecutableMemory load(List<byte[]> pieces) throws PlatformException {
    long[] offsets = new long[pieces.size()];
    long bytes = SystemPages.wholePages(layOut(pieces, offsets));
    SystemPages pages = SystemPages.of(OperatingSystem.current());
    long address = pages.reserve(bytes + SystemPages.PAGE_BYTES);
    try {
      pages.protect(address, bytes, SystemPages.Access.READ_WRITE);
      copy(pieces, offsets, MemorySegment.ofAddress(address).reinterpret(bytes));
      // An x86-64 processor sees by itself that code has changed; no cache needs flushing.
      pages.protect(address, bytes, SystemPages.Access.READ_EXECUTE);
    } catch (PlatformException e) {
      pages.release(address, bytes + SystemPages.PAGE_BYTES);
      throw e;
    }
    return new ExecutableMemory(pages, address, bytes, offsets);
  }

  /// The piece of code at an index of the list that was loaded.
  public NativeCode code(int index) {
    return codes.get(index);
  }

  /// Bytes of executable memory in use, a multiple of the page size.
  public long byteSize() {
    return codeBytes;
  }

  /// Gives the memory back; a second time does nothing. None of the code may be running, nor start
  /// in another thread meanwhile.
  ///
  /// @throws IllegalStateException if the system does not take the memory back
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      pages.release(address, codeBytes + SystemPages.PAGE_BYTES);
    } catch (PlatformException e) {
      throw new IllegalStateException(e.reason(), e);
    }
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("machine code was called after its memory was closed");
    }
  }

  /// Finds the offset of each piece, and the end of the last.
  private static long layOut(List<byte[]> pieces, long[] offsets) {
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("no machine code to load");
    }
    long end = 0;
    for (int i = 0; i < offsets.length; i++) {
      int length = pieces.get(i).length;
      if (length == 0) {
        throw new IllegalArgumentException("piece %d of the machine code is empty".formatted(i));
      }
      offsets[i] = (end + ALIGNMENT - 1) & -ALIGNMENT;
      end = offsets[i] + length;
    }
    if (end > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes of machine code are more than the %d that can be loaded"
              .formatted(end, MOST_BYTES));
    }
    return end;
  }

  private static void copy(List<byte[]> pieces, long[] offsets, MemorySegment memory) {
    memory.fill(BREAKPOINT);
    for (int i = 0; i < offsets.length; i++) {
      byte[] piece = pieces.get(i);
      MemorySegment.copy(piece, 0, memory, ValueLayout.JAVA_BYTE, offsets[i], piece.length);
    }
  }
}
