package llamajar.testkit.x64;

/// Decodes one instruction: legacy encodings are integer instructions, VEX and EVEX the others.
final class Decoder {
  private final CodeReader code;

  Decoder(byte[] code, int at) {
    this.code = new CodeReader(code, at);
  }

  /// The instruction.
  ///
  /// @throws UnsupportedOperationException if it is not known
  Step step() {
    return switch (code.peek()) {
      case 0xC5 -> shortVex();
      case 0xC4 -> vex();
      case 0x62 -> evex();
      default -> new IntegerDecoder(code).step();
    };
  }

  private Step shortVex() {
    code.u8();
    int p = code.u8();
    return extended(new Prefix(1, p & 3, false, (p >> 2) & 1, inverted(p >> 7, 8), 0, 0, vvvv(p)));
  }

  private Step vex() {
    code.u8();
    int p0 = code.u8();
    int p1 = code.u8();
    return extended(
        new Prefix(
            p0 & 0x1F,
            p1 & 3,
            p1 >> 7 != 0,
            (p1 >> 2) & 1,
            inverted(p0 >> 7, 8),
            inverted(p0 >> 6, 8),
            inverted(p0 >> 5, 8),
            vvvv(p1)));
  }

  private Step evex() {
    code.u8();
    int p0 = code.u8();
    int p1 = code.u8();
    int p2 = code.u8();
    Prefix prefix =
        new Prefix(
            p0 & 7,
            p1 & 3,
            p1 >> 7 != 0,
            (p2 >> 5) & 3,
            inverted(p0 >> 7, 8) | inverted(p0 >> 4, 16),
            inverted(p0 >> 6, 8),
            inverted(p0 >> 5, 8),
            vvvv(p1) | inverted(p2 >> 3, 16),
            true,
            p2 & 7,
            p2 >> 7 != 0,
            ((p2 >> 4) & 1) != 0);
    return extended(prefix);
  }

  private Step extended(Prefix prefix) {
    int opcode = code.u8();
    Step special = new SpecialDecoder(code, prefix, opcode).step();
    return special == null ? new VectorDecoder(code, prefix, opcode).step() : special;
  }

  private static int inverted(int bits, int value) {
    return (bits & 1) == 0 ? value : 0;
  }

  private static int vvvv(int prefixByte) {
    return (~prefixByte >> 3) & 0xF;
  }
}
