package llamajar.testkit.x64;

import llamajar.testkit.x64.Step.Action;
import org.jspecify.annotations.Nullable;

/// Decodes VEX and EVEX instructions that work on integer, mask or tile registers.
final class SpecialDecoder {
  private static final int NO_PREFIX = 0;
  private static final int P66 = 1;
  private static final int PF3 = 2;
  private static final int PF2 = 3;

  private final CodeReader code;
  private final Prefix prefix;
  private final int opcode;
  private int modRm;

  SpecialDecoder(CodeReader code, Prefix prefix, int opcode) {
    this.code = code;
    this.prefix = prefix;
    this.opcode = opcode;
  }

  /// The instruction, or null if it is one on vectors. Only then nothing was read.
  @Nullable Step step() {
    return switch (prefix.map()) {
      case 1 -> firstMap();
      case 2 -> secondMap();
      default -> thirdMap();
    };
  }

  private @Nullable Step firstMap() {
    return switch (opcode) {
      case 0x77 -> done(Machine::zeroUpperHalves);
      case 0x90 -> loadMask();
      case 0x91 -> storeMask();
      case 0x92 -> maskFromInteger();
      case 0x93 -> integerFromMask();
      case 0x4B -> unpackMasks();
      case 0x6E -> vectorFromInteger();
      case 0x7E -> prefix.mandatory() == P66 ? integerFromVector() : null;
      case 0xC4 -> insert(2);
      default -> null;
    };
  }

  private @Nullable Step secondMap() {
    return switch (opcode) {
      case 0x49 -> tileState();
      case 0x4B -> tileMemory();
      case 0x5C, 0x5E -> tileProduct();
      case 0xF5 -> bits();
      case 0x7A, 0x7C -> broadcastInteger();
      case 0x28 -> prefix.mandatory() == PF3 ? vectorFromMask() : null;
      case 0x29 -> prefix.mandatory() == PF3 ? maskFromVector() : null;
      default -> null;
    };
  }

  private @Nullable Step thirdMap() {
    return switch (opcode) {
      case 0x15 -> extractWord();
      case 0x20 -> insert(1);
      case 0x22 -> insert(prefix.wide() ? 8 : 4);
      case 0x31 -> shiftMask();
      default -> null;
    };
  }

  /// Bytes of a mask: b, w, d, q are encoded by prefix and W.
  private int maskBytes() {
    boolean p66 = prefix.mandatory() == P66;
    return prefix.wide() ? p66 ? 4 : 8 : p66 ? 1 : 2;
  }

  private Step loadMask() {
    int bytes = maskBytes();
    Place source = place(bytes, 0);
    int target = reg() & 7;
    return done(m ->
        m.masks[target] =
            source instanceof Place.Register register
                ? m.masks[register.number()] & low(bytes)
                : readMask(bytes, source.addressIn(m)));
  }

  private static long readMask(int bytes, long address) {
    return switch (bytes) {
      case 1 -> Memory.get8(address);
      case 2 -> Memory.get16(address);
      case 4 -> Memory.get32(address) & low(4);
      default -> Memory.get64(address);
    };
  }

  private Step storeMask() {
    require(maskBytes() == 4);
    Place target = place(4, 0);
    int source = reg();
    return done(m -> Memory.set32(target.addressIn(m), (int) m.masks[source]));
  }

  /// With an integer register, F2 stands for d and q.
  private int bytesBesideInteger() {
    return prefix.mandatory() == PF2 ? prefix.wide() ? 8 : 4 : 2;
  }

  private Step maskFromInteger() {
    int bytes = bytesBesideInteger();
    int source = register(place(1, 0));
    int target = reg();
    return done(m -> m.masks[target] = m.gpr[source] & low(bytes));
  }

  private Step integerFromMask() {
    int bytes = bytesBesideInteger();
    int source = register(place(1, 0));
    int target = reg();
    return done(m -> m.gpr[target] = m.masks[source] & low(bytes));
  }

  private Step unpackMasks() {
    require(prefix.mandatory() == NO_PREFIX && prefix.wide());
    int lower = register(place(1, 0));
    int target = reg();
    int upper = prefix.vvvv();
    return done(m -> m.masks[target] = (m.masks[upper] << 32) | (m.masks[lower] & low(4)));
  }

  private Step shiftMask() {
    require(prefix.wide());
    int source = register(place(1, 1));
    int target = reg();
    int count = code.u8();
    return done(m -> m.masks[target] = count > 63 ? 0 : m.masks[source] >>> count);
  }

  private Step vectorFromMask() {
    require(!prefix.wide());
    int source = register(place(1, 0));
    int target = reg();
    int count = prefix.vectorBytes();
    return done(m -> {
      long mask = m.masks[source];
      Lanes vector = m.vectors[target];
      for (int i = 0; i < count; i++) {
        vector.set8(i, ((mask >>> i) & 1) != 0 ? -1 : 0);
      }
      vector.clearFrom(count);
    });
  }

  private Step maskFromVector() {
    require(!prefix.wide());
    int source = register(place(1, 0));
    int target = reg();
    int count = prefix.vectorBytes();
    return done(m -> {
      long mask = 0;
      for (int i = 0; i < count; i++) {
        mask |= (long) (m.vectors[source].i8(i) >>> 31) << i;
      }
      m.masks[target] = mask;
    });
  }

  private Step vectorFromInteger() {
    int bytes = prefix.wide() ? 8 : 4;
    Place source = place(bytes, 0);
    int target = reg();
    return done(m -> {
      long value = integer(m, source, bytes);
      m.vectors[target].clearFrom(0);
      m.vectors[target].set64(0, value);
    });
  }

  private Step integerFromVector() {
    boolean wide = prefix.wide();
    Place target = place(wide ? 8 : 4, 0);
    int source = reg();
    return done(m -> {
      long value = m.vectors[source].i64(0) & (wide ? -1 : low(4));
      if (target instanceof Place.Register register) {
        m.gpr[register.number()] = value;
      } else if (wide) {
        Memory.set64(target.addressIn(m), value);
      } else {
        Memory.set32(target.addressIn(m), (int) value);
      }
    });
  }

  private Step insert(int bytes) {
    Place source = place(bytes, 1);
    int target = reg();
    int other = prefix.vvvv();
    int index = code.u8() % (16 / bytes);
    return done(m -> {
      long value = integer(m, source, bytes);
      m.result.setTo(m.vectors[other], 16);
      for (int i = 0; i < bytes; i++) {
        m.result.set8(index * bytes + i, (int) (value >>> (8 * i)));
      }
      m.vectors[target].setTo(m.result, 16);
    });
  }

  private Step extractWord() {
    Place target = place(2, 1);
    int source = reg();
    int index = code.u8() & 7;
    return done(m -> {
      int word = m.vectors[source].u16(index);
      if (target instanceof Place.Register register) {
        m.gpr[register.number()] = word;
      } else {
        Memory.set16(target.addressIn(m), word);
      }
    });
  }

  private Step broadcastInteger() {
    int bytes = opcode == 0x7A ? 1 : prefix.wide() ? 8 : 4;
    require(prefix.mask() == 0);
    int source = register(place(1, 0));
    int target = reg();
    int count = prefix.vectorBytes();
    return done(m -> {
      m.vectors[target].clearFrom(0);
      m.vectors[target].set64(0, m.gpr[source]);
      m.vectors[target].repeat(bytes, count);
    });
  }

  private Step bits() {
    require(prefix.wide());
    Place mask = place(1, 0);
    int target = reg();
    int source = prefix.vvvv();
    boolean deposits = prefix.mandatory() == PF2;
    require(deposits || prefix.mandatory() == PF3);
    return done(m -> {
      long places = IntegerDecoder.read(m, mask);
      long value = m.gpr[source];
      m.gpr[target] = deposits ? Long.expand(value, places) : Long.compress(value, places);
    });
  }

  private Step tileState() {
    Place place = place(1, 0);
    int tile = reg();
    if (prefix.mandatory() == PF2) {
      return done(m -> m.tiles.zero(tile));
    }
    require(prefix.mandatory() == NO_PREFIX);
    return place instanceof Place.Register
        ? done(m -> m.tiles.release())
        : done(m -> m.tiles.configure(place.addressIn(m)));
  }

  private Step tileMemory() {
    if (!(place(1, 0) instanceof Place.At at) || at.index() < 0) {
      throw code.unknown();
    }
    int tile = reg();
    Place.At first = new Place.At(at.base(), -1, 1, at.displacement());
    return switch (prefix.mandatory()) {
      case PF2 -> done(m -> m.tiles.load(tile, first.address(m), stride(m, at)));
      case PF3 -> done(m -> m.tiles.store(tile, first.address(m), stride(m, at)));
      default -> throw code.unknown();
    };
  }

  private static long stride(Machine m, Place.At at) {
    return m.gpr[at.index()] * at.scale();
  }

  private Step tileProduct() {
    int left = register(place(1, 0));
    int sum = reg();
    int right = prefix.vvvv();
    if (opcode == 0x5C) {
      require(prefix.mandatory() == PF3);
      return done(m -> m.tiles.multiplyBfloat16(sum, left, right));
    }
    return switch (prefix.mandatory()) {
      case P66 -> done(m -> m.tiles.multiply(sum, left, right, (s, l, r) -> dot(s, l, r, 0xFF)));
      case PF2 -> done(m -> m.tiles.multiply(sum, left, right, (s, l, r) -> dot(s, l, r, -1)));
      default -> throw code.unknown();
    };
  }

  /// Four products of bytes; those of the left side are unsigned under the mask 0xFF.
  private static int dot(int sum, int left, int right, int leftMask) {
    int result = sum;
    for (int i = 0; i < 32; i += 8) {
      result += ((byte) (left >> i) & leftMask) * (byte) (right >> i);
    }
    return result;
  }

  private static long integer(Machine m, Place source, int bytes) {
    if (source instanceof Place.Register register) {
      return m.gpr[register.number()] & low(bytes);
    }
    return readMask(bytes, source.addressIn(m));
  }

  private static long low(int bytes) {
    return bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;
  }

  private Place place(int unit, int behind) {
    modRm = code.u8();
    int displacementUnit = prefix.evex() ? unit : 1;
    // The registers named in `rm` are never vectors from 16 on here, but for vpmovb2m.
    return code.place(modRm, prefix.x(), prefix.b(), displacementUnit, behind);
  }

  private int reg() {
    return ((modRm >> 3) & 7) | prefix.reg();
  }

  private int register(Place place) {
    if (place instanceof Place.Register register) {
      return register.number();
    }
    throw code.unknown();
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
