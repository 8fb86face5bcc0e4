package llamajar.testkit.x64;

/// What a VEX or EVEX prefix says.
///
/// @param map of opcodes: 1 for 0F, 2 for 0F38, 3 for 0F3A
/// @param mandatory 0 for none, 1 for 66, 2 for F3, 3 for F2
/// @param wide the bit W
/// @param length 0 for 128 bits, 1 for 256, 2 for 512
/// @param reg what is added to the number in `reg`: 0, 8, 16, 24
/// @param x what is added to the index, 0 or 8
/// @param b what is added to the base, 0 or 8
/// @param vvvv the second source
/// @param evex whether it is an EVEX prefix
/// @param mask number of the mask register; 0 for none
/// @param zeroing whether elements outside of the mask become zero
/// @param broadcast whether one element in memory is used in all lanes
record Prefix(
    int map,
    int mandatory,
    boolean wide,
    int length,
    int reg,
    int x,
    int b,
    int vvvv,
    boolean evex,
    int mask,
    boolean zeroing,
    boolean broadcast) {

  Prefix(int map, int mandatory, boolean wide, int length, int reg, int x, int b, int vvvv) {
    this(map, mandatory, wide, length, reg, x, b, vvvv, false, 0, false, false);
  }

  /// Bytes of a vector.
  int vectorBytes() {
    return 16 << length;
  }

  /// A number that identifies the instruction together with its opcode, but for W.
  int key(int opcode) {
    return (map << 12) | (mandatory << 8) | opcode;
  }
}
