package llamajar.testkit.x64;

import java.util.HexFormat;

/// Reads the bytes of one instruction.
final class CodeReader {
  private static final int LONGEST = 15;

  private final byte[] code;
  private final int start;
  private int at;

  CodeReader(byte[] code, int start) {
    this.code = code;
    this.start = start;
    at = start;
  }

  int at() {
    return at;
  }

  int u8() {
    return code[at++] & 0xFF;
  }

  int peek() {
    return code[at] & 0xFF;
  }

  int i8() {
    return code[at++];
  }

  int i32() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= u8() << (8 * i);
    }
    return value;
  }

  long i64() {
    long low = i32() & 0xFFFF_FFFFL;
    return low | ((long) i32() << 32);
  }

  /// The operand of a ModRM byte that is a register or in memory.
  ///
  /// @param modRm the byte, read already
  /// @param x and
  /// @param b what extends the numbers of index and base, 0 or 8; of a register, both
  /// @param unit what a displacement of one byte counts
  /// @param behind bytes of an immediate that follow the operand
  Place place(int modRm, int x, int b, int unit, int behind) {
    int mod = modRm >> 6;
    int rm = modRm & 7;
    if (mod == 3) {
      return new Place.Register(rm | b | (x << 1));
    }
    if (mod == 0 && rm == 5) {
      int distance = i32();
      return new Place.InCode(at + behind + distance);
    }
    int index = -1;
    int scale = 1;
    int base = rm | b;
    boolean absolute = false;
    if (rm == 4) {
      int sib = u8();
      int number = ((sib >> 3) & 7) | x;
      index = number == 4 ? -1 : number;
      scale = 1 << (sib >> 6);
      base = (sib & 7) | b;
      absolute = mod == 0 && (sib & 7) == 5;
    }
    long displacement =
        switch (mod) {
          case 1 -> (long) i8() * unit;
          case 2 -> i32();
          default -> absolute ? i32() : 0;
        };
    return new Place.At(absolute ? -1 : base, index, scale, displacement);
  }

  /// The exception for an instruction that is not known.
  UnsupportedOperationException unknown() {
    int end = Math.min(code.length, start + LONGEST);
    return new UnsupportedOperationException(
        "instruction at %d: %s"
            .formatted(start, HexFormat.ofDelimiter(" ").formatHex(code, start, end)));
  }
}
