package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Warp;

/// A register as the machine numbers it.
///
/// @param index in its file
/// @param writtenIndex among the marks of all registers
record Slot(File file, int index, int writtenIndex) {

  /// The files of registers.
  enum File {
    WORD,
    LONG,
    PREDICATE
  }

  /// Where its first thread's value is in its file.
  int offset() {
    return index * Warp.LANES;
  }

  boolean isLong() {
    return file == File.LONG;
  }
}
