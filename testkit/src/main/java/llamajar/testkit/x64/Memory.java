package llamajar.testkit.x64;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The memory of the process by address.
final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}

  static int get8(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address) & 0xFF;
  }

  static int get16(long address) {
    return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address) & 0xFFFF;
  }

  static int get32(long address) {
    return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static long get64(long address) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void set16(long address, int value) {
    ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, (short) value);
  }

  static void set32(long address, int value) {
    ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  static void set64(long address, long value) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  static void read(long address, byte[] target, int at, int count) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, target, at, count);
  }

  static void write(long address, byte[] source, int at, int count) {
    MemorySegment.copy(source, at, ALL, ValueLayout.JAVA_BYTE, address, count);
  }
}
