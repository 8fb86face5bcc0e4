package llamajar.testkit.x64;

import llamajar.testkit.x64.Step.Action;

/// Decodes integer instructions, jumps and what does nothing.
final class IntegerDecoder {
  private final CodeReader code;
  private int rex;

  IntegerDecoder(CodeReader code) {
    this.code = code;
  }

  /// What an instruction with two integers computes.
  @FunctionalInterface
  private interface Arithmetic {
    long of(Machine machine, long left, long right);
  }

  Step step() {
    if (code.peek() == 0x66) {
      code.u8();
      return doNothing();
    }
    if ((code.peek() & 0xF0) == 0x40) {
      rex = code.u8();
    }
    int opcode = code.u8();
    return switch (opcode) {
      case 0x0F -> twoBytes();
      case 0x03 -> arithmetic(IntegerDecoder::add, true);
      case 0x2B -> arithmetic(IntegerDecoder::subtract, true);
      case 0x23 -> arithmetic((m, l, r) -> logic(m, l & r), true);
      case 0x0B -> arithmetic((m, l, r) -> logic(m, l | r), true);
      case 0x33 -> arithmetic((m, l, r) -> logic(m, l ^ r), true);
      case 0x3B -> arithmetic(IntegerDecoder::subtract, false);
      case 0x81, 0x83 -> immediate(opcode == 0x83);
      case 0x8B -> load();
      case 0x89 -> store();
      case 0x8D -> address();
      case 0xC7 -> constant();
      case 0xC1 -> shift();
      case 0xC3 -> done(Machine::leave);
      case 0xE9 -> jump();
      case 0x90 -> done(m -> {});
      default -> otherOneByte(opcode);
    };
  }

  private Step otherOneByte(int opcode) {
    int register = (opcode & 7) | ((rex & 1) << 3);
    return switch (opcode & 0xF8) {
      case 0x50 -> done(m -> m.push(m.gpr[register]));
      case 0x58 -> done(m -> m.gpr[register] = m.pop());
      case 0xB8 -> {
        require(wide());
        long value = code.i64();
        yield done(m -> m.gpr[register] = value);
      }
      default -> throw code.unknown();
    };
  }

  private Step twoBytes() {
    int opcode = code.u8();
    if ((opcode & 0xF0) == 0x80) {
      int condition = opcode & 0xF;
      int distance = code.i32();
      int target = code.at() + distance;
      return done(m -> {
        if (holds(m, condition)) {
          m.next = target;
        }
      });
    }
    return switch (opcode) {
      case 0xB6, 0xB7 -> zeroExtension(opcode == 0xB6 ? 1 : 2);
      case 0xAF -> arithmetic((m, l, r) -> l * r, true);
      case 0x18 -> {
        place(code.u8(), 0);
        yield done(m -> {});
      }
      case 0x1F -> {
        place(code.u8(), 0);
        yield done(m -> {});
      }
      default -> throw code.unknown();
    };
  }

  private Step doNothing() {
    int opcode = code.u8();
    if (opcode == 0x0F && code.u8() == 0x1F) {
      place(code.u8(), 0);
    } else if (opcode != 0x90) {
      throw code.unknown();
    }
    return done(m -> {});
  }

  private static boolean holds(Machine m, int condition) {
    boolean less = m.sign != m.overflow;
    return switch (condition) {
      case 0x4 -> m.zero;
      case 0x5 -> !m.zero;
      case 0xC -> less;
      case 0xD -> !less;
      case 0xE -> less || m.zero;
      case 0xF -> !less && !m.zero;
      default -> throw new UnsupportedOperationException("jump on condition " + condition);
    };
  }

  private Step jump() {
    int distance = code.i32();
    int target = code.at() + distance;
    return done(m -> m.next = target);
  }

  private Step arithmetic(Arithmetic operation, boolean writes) {
    require(wide());
    int modRm = code.u8();
    int target = reg(modRm);
    Place source = place(modRm, 0);
    return done(m -> {
      long value = operation.of(m, m.gpr[target], read(m, source));
      if (writes) {
        m.gpr[target] = value;
      }
    });
  }

  private Step immediate(boolean small) {
    require(wide());
    int modRm = code.u8();
    require(modRm >> 6 == 3);
    int target = (modRm & 7) | ((rex & 1) << 3);
    long value = small ? code.i8() : code.i32();
    Arithmetic operation =
        switch ((modRm >> 3) & 7) {
          case 0 -> IntegerDecoder::add;
          case 1 -> (m, l, r) -> logic(m, l | r);
          case 4 -> (m, l, r) -> logic(m, l & r);
          case 5, 7 -> IntegerDecoder::subtract;
          case 6 -> (m, l, r) -> logic(m, l ^ r);
          default -> throw code.unknown();
        };
    boolean compares = ((modRm >> 3) & 7) == 7;
    return done(m -> {
      long result = operation.of(m, m.gpr[target], value);
      if (!compares) {
        m.gpr[target] = result;
      }
    });
  }

  private Step load() {
    int modRm = code.u8();
    int target = reg(modRm);
    Place source = place(modRm, 0);
    if (wide()) {
      return done(m -> m.gpr[target] = read(m, source));
    }
    return done(m -> m.gpr[target] = read32(m, source));
  }

  private Step store() {
    int modRm = code.u8();
    int source = reg(modRm);
    Place target = place(modRm, 0);
    require(!(target instanceof Place.Register));
    boolean wide = wide();
    return done(m -> {
      if (wide) {
        Memory.set64(target.addressIn(m), m.gpr[source]);
      } else {
        Memory.set32(target.addressIn(m), (int) m.gpr[source]);
      }
    });
  }

  private Step address() {
    require(wide());
    int modRm = code.u8();
    int target = reg(modRm);
    Place source = place(modRm, 0);
    return done(m -> m.gpr[target] = source.addressIn(m));
  }

  private Step constant() {
    require(wide());
    int modRm = code.u8();
    require(modRm >> 3 == 0x18);
    int target = (modRm & 7) | ((rex & 1) << 3);
    long value = code.i32();
    return done(m -> m.gpr[target] = value);
  }

  private Step shift() {
    int modRm = code.u8();
    require(modRm >> 6 == 3);
    int target = (modRm & 7) | ((rex & 1) << 3);
    int count = code.u8();
    boolean wide = wide();
    return switch ((modRm >> 3) & 7) {
      case 4 -> {
        require(wide);
        yield done(m -> m.gpr[target] <<= count);
      }
      case 5 -> done(m -> m.gpr[target] = (wide ? m.gpr[target] : low(m, target)) >>> count);
      case 7 -> {
        require(wide);
        yield done(m -> m.gpr[target] >>= count);
      }
      default -> throw code.unknown();
    };
  }

  private Step zeroExtension(int bytes) {
    int modRm = code.u8();
    int target = reg(modRm);
    Place source = place(modRm, 0);
    long mask = (1L << (8 * bytes)) - 1;
    return done(m ->
        m.gpr[target] =
            switch (source) {
              case Place.Register register -> m.gpr[register.number()] & mask;
              case Place.At at -> readSmall(bytes, at.address(m));
              case Place.InCode in -> readSmall(bytes, in.addressIn(m));
            });
  }

  private static long readSmall(int bytes, long address) {
    return bytes == 1 ? Memory.get8(address) : Memory.get16(address);
  }

  private static long low(Machine m, int register) {
    return m.gpr[register] & 0xFFFF_FFFFL;
  }

  private static long add(Machine m, long left, long right) {
    long sum = left + right;
    logic(m, sum);
    m.overflow = ((left ^ sum) & (right ^ sum)) < 0;
    return sum;
  }

  private static long subtract(Machine m, long left, long right) {
    long difference = left - right;
    logic(m, difference);
    m.overflow = ((left ^ right) & (left ^ difference)) < 0;
    return difference;
  }

  private static long logic(Machine m, long result) {
    m.zero = result == 0;
    m.sign = result < 0;
    m.overflow = false;
    return result;
  }

  static long read(Machine m, Place source) {
    return source instanceof Place.Register register
        ? m.gpr[register.number()]
        : Memory.get64(source.addressIn(m));
  }

  static long read32(Machine m, Place source) {
    return source instanceof Place.Register register
        ? low(m, register.number())
        : Memory.get32(source.addressIn(m)) & 0xFFFF_FFFFL;
  }

  private boolean wide() {
    return (rex & 8) != 0;
  }

  private int reg(int modRm) {
    return ((modRm >> 3) & 7) | ((rex & 4) << 1);
  }

  private Place place(int modRm, int behind) {
    boolean register = modRm >> 6 == 3;
    return code.place(modRm, register ? 0 : (rex & 2) << 2, (rex & 1) << 3, 1, behind);
  }

  private void require(boolean condition) {
    if (!condition) {
      throw code.unknown();
    }
  }

  private Step done(Action action) {
    return new Step(code.at(), action);
  }
}
