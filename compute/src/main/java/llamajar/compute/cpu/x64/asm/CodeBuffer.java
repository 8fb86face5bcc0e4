package llamajar.compute.cpu.x64.asm;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A growing array of bytes that knows the parts all instructions share: REX prefixes and operands.
final class CodeBuffer {
  /// Recommended forms of "no operation", by length.
  private static final int[][] NOPS = {
    {},
    {0x90},
    {0x66, 0x90},
    {0x0F, 0x1F, 0x00},
    {0x0F, 0x1F, 0x40, 0},
    {0x0F, 0x1F, 0x44, 0, 0},
    {0x66, 0x0F, 0x1F, 0x44, 0, 0},
    {0x0F, 0x1F, 0x80, 0, 0, 0, 0},
    {0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0}
  };

  private byte[] bytes = new byte[4096];
  private int size;

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void u8(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void i32(int value) {
    for (int i = 0; i < 4; i++) {
      u8(value >> (8 * i));
    }
  }

  void i64(long value) {
    i32((int) value);
    i32((int) (value >> 32));
  }

  void bytes(ByteBuffer values) {
    for (int i = 0; i < values.limit(); i++) {
      u8(values.get(i));
    }
  }

  void align(int alignment) {
    while (size % alignment != 0) {
      u8(0);
    }
  }

  void nops(int count) {
    for (int left = count; left > 0; ) {
      int length = Math.min(left, NOPS.length - 1);
      for (int b : NOPS[length]) {
        u8(b);
      }
      left -= length;
    }
  }

  void patch(int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
  }

  /// The REX prefix of an integer instruction, if it needs one.
  void rex(boolean wide, int reg, Operand rm) {
    OperandCheck.integer(rm);
    int rex = wide ? 8 : 0;
    rex |= reg >> 3 << 2;
    if (rm instanceof Mem mem) {
      rex |= mem.index() == null ? 0 : mem.index().number() >> 3 << 1;
      rex |= mem.base() == null ? 0 : mem.base().number() >> 3;
    } else {
      rex |= number(rm) >> 3;
    }
    if (rex != 0) {
      u8(0x40 | rex);
    }
  }

  /// ModRM, SIB and displacement.
  ///
  /// @param unit what a displacement of one byte counts, in bytes
  /// @return where the distance to a label has to be filled in, or −1
  int modRm(int reg, Operand rm, int unit) {
    int regBits = (reg & 7) << 3;
    if (!(rm instanceof Mem mem)) {
      u8(0xC0 | regBits | (number(rm) & 7));
      return -1;
    }
    if (mem.base() == null) {
      u8(regBits | 5);
      i32(0);
      return size - 4;
    }
    int base = mem.base().number() & 7;
    int displacement = mem.displacement();
    boolean small = displacement % unit == 0 && displacement / unit == (byte) (displacement / unit);
    // Without a displacement, RBP and R13 as a base mean something else.
    int mod = displacement == 0 && base != 5 ? 0 : small ? 1 : 2;
    if (mem.index() != null || base == 4) {
      u8(mod << 6 | regBits | 4);
      int index = mem.index() == null ? 4 : mem.index().number() & 7;
      u8(Integer.numberOfTrailingZeros(mem.scale()) << 6 | index << 3 | base);
    } else {
      u8(mod << 6 | regBits | base);
    }
    if (mod == 1) {
      u8(displacement / unit);
    } else if (mod == 2) {
      i32(displacement);
    }
    return -1;
  }

  static int number(Operand register) {
    return switch (register) {
      case Gpr gpr -> gpr.number();
      case Vec vec -> vec.number();
      case Mask mask -> mask.number();
      case Tile tile -> tile.number();
      case Mem mem -> throw new IllegalArgumentException("not a register: " + mem);
    };
  }
}
