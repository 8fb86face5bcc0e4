package llamajar.cuda.libcuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Where the driver's compiler writes what it has to say, and the options that tell it so.
///
/// Values of options are pointers; a number stands in a pointer's place.
final class JitLog {
  /// How many options there are.
  static final int COUNT = 4;

  private static final int INFO_LOG_BUFFER = 3;
  private static final int INFO_LOG_BUFFER_SIZE = 4;
  private static final int ERROR_LOG_BUFFER = 5;
  private static final int ERROR_LOG_BUFFER_SIZE = 6;
  private static final int BYTES = 16 * 1024;

  private final MemorySegment information;
  private final MemorySegment errors;
  private final MemorySegment options;
  private final MemorySegment values;

  JitLog(Arena arena) {
    information = arena.allocate(BYTES);
    errors = arena.allocate(BYTES);
    options =
        arena.allocateFrom(
            JAVA_INT,
            INFO_LOG_BUFFER,
            INFO_LOG_BUFFER_SIZE,
            ERROR_LOG_BUFFER,
            ERROR_LOG_BUFFER_SIZE);
    values = arena.allocate(ADDRESS, COUNT);
    values.setAtIndex(ADDRESS, 0, information);
    values.setAtIndex(JAVA_LONG, 1, BYTES);
    values.setAtIndex(ADDRESS, 2, errors);
    values.setAtIndex(JAVA_LONG, 3, BYTES);
  }

  long options() {
    return options.address();
  }

  long values() {
    return values.address();
  }

  String information() {
    return text(information);
  }

  String errors() {
    return text(errors);
  }

  private static String text(MemorySegment log) {
    // A log that is full need not end with a zero.
    log.set(JAVA_BYTE, BYTES - 1, (byte) 0);
    return log.getString(0).strip();
  }
}
