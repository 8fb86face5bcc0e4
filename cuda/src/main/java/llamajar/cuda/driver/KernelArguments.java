package llamajar.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The arguments of a kernel launch, laid out as C lays out a structure of the kernel's parameters.
///
/// Append them in the order of the parameters. A launch copies them, so the same object may be
/// [cleared][#clear()] and filled again at once.
public final class KernelArguments {
  /// What every driver accepts.
  public static final int MOST_BYTES = 4096;

  private static final int BUFFER_POINTER = 1;
  private static final int BUFFER_SIZE = 2;

  private final MemorySegment buffer;
  private final MemorySegment size;
  private final MemorySegment launchOptions;
  private int end;

  /// Arguments that live in an arena.
  public KernelArguments(Arena arena) {
    buffer = arena.allocate(MOST_BYTES, 16);
    size = arena.allocate(JAVA_LONG);
    launchOptions = arena.allocate(ADDRESS, 5);
    launchOptions.setAtIndex(JAVA_LONG, 0, BUFFER_POINTER);
    launchOptions.setAtIndex(ADDRESS, 1, buffer);
    launchOptions.setAtIndex(JAVA_LONG, 2, BUFFER_SIZE);
    launchOptions.setAtIndex(ADDRESS, 3, size);
  }

  /// Takes all arguments away.
  public KernelArguments clear() {
    end = 0;
    return this;
  }

  /// Appends an address of device memory.
  public KernelArguments address(long address) {
    return put64(address);
  }

  /// Appends a 64-bit integer.
  public KernelArguments put64(long value) {
    buffer.set(JAVA_LONG_UNALIGNED, reserve(8), value);
    return this;
  }

  /// Appends a 32-bit integer.
  public KernelArguments put32(int value) {
    buffer.set(JAVA_INT_UNALIGNED, reserve(4), value);
    return this;
  }

  /// Appends a float.
  public KernelArguments putFloat(float value) {
    buffer.set(JAVA_FLOAT_UNALIGNED, reserve(4), value);
    return this;
  }

  /// The arguments so far, as bytes.
  public MemorySegment bytes() {
    return buffer.asSlice(0, end);
  }

  /// The list that `cuLaunchKernel` takes as its last parameter.
  public MemorySegment launchOptions() {
    size.set(JAVA_LONG, 0, end);
    return launchOptions;
  }

  private int reserve(int bytes) {
    int offset = (end + bytes - 1) & -bytes;
    if (offset + bytes > MOST_BYTES) {
      throw new IllegalStateException(
          "the arguments of a kernel need more than " + MOST_BYTES + " bytes");
    }
    // Gaps between arguments are bytes that a kernel may compare or hash; the driver copies them.
    buffer.asSlice(end, offset - end).fill((byte) 0);
    end = offset + bytes;
    return offset;
  }
}
