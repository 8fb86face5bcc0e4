package llamajar.compute.cpu.x64.asm;

/// Reads the two kinds of instruction that do nothing: `90`, and `0F 1F` with an operand.
final class NoOperations {
  private NoOperations() {}

  /// Whether the rest of the code consists of them.
  static boolean covers(byte[] code, int from) {
    int at = from;
    while (at < code.length) {
      at += code[at] == 0x66 ? 1 : 0;
      if ((code[at] & 255) == 0x90) {
        at++;
        continue;
      }
      if (code[at] != 0x0F || code[at + 1] != 0x1F) {
        return false;
      }
      int modRm = code[at + 2] & 255;
      int displacement = modRm >> 6 == 1 ? 1 : modRm >> 6 == 2 ? 4 : 0;
      at += 3 + ((modRm & 7) == 4 ? 1 : 0) + displacement;
    }
    return at == code.length;
  }
}
