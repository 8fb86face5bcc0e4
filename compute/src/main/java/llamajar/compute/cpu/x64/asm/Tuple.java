package llamajar.compute.cpu.x64.asm;

/// How much memory an instruction reads or writes; EVEX forms count displacements of one byte in
/// this unit.
enum Tuple {
  /// A whole vector, no broadcast.
  WHOLE,
  /// A whole vector, or one element of 4 bytes in all lanes.
  FULL_4,
  /// A whole vector, or one element of 8 bytes in all lanes.
  FULL_8,
  /// Half a vector.
  HALF,
  /// A quarter of a vector.
  QUARTER,
  /// An eighth of a vector.
  EIGHTH,
  /// A fixed number of bytes.
  BYTES_1,
  BYTES_2,
  BYTES_4,
  BYTES_8,
  BYTES_16,
  BYTES_32;

  int unit(int vectorBytes, boolean broadcast) {
    return switch (this) {
      case WHOLE -> vectorBytes;
      case FULL_4 -> broadcast ? 4 : vectorBytes;
      case FULL_8 -> broadcast ? 8 : vectorBytes;
      case HALF -> vectorBytes / 2;
      case QUARTER -> vectorBytes / 4;
      case EIGHTH -> vectorBytes / 8;
      case BYTES_1 -> 1;
      case BYTES_2 -> 2;
      case BYTES_4 -> 4;
      case BYTES_8 -> 8;
      case BYTES_16 -> 16;
      case BYTES_32 -> 32;
    };
  }

  boolean canBroadcast() {
    return this == FULL_4 || this == FULL_8;
  }
}
