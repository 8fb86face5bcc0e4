package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// TQ1_0: five digits of base 3 in a byte, four in each of the last ones, with one half-precision
/// scale.
///
/// A byte is the fraction `x / 256` of which digit `n` is `⌊3 · frac(3ⁿ · x / 256)⌋`: bytes are
/// multiplied by powers of 3 modulo 256, and a digit says how often a third fits.
final class Tq1 extends Unpacker256 {
  private final Vec one;

  Tq1(Unpack256 u) {
    super(u);
    one = u.keep(i -> 1);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public int largest() {
    return 2;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    u.half(Unpack256.SCALES, 52);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    Vec odd = Unpack256.T0;
    if (chunk < 5) {
      u.a.emit(VMOVDQU, target, Unpack256.group(0));
    } else {
      u.a.emit(VBROADCASTI128, target, Unpack256.group(32));
    }
    if (chunk == 7) {
      u.a.emit(VPBROADCASTD, odd.x(), Unpack256.group(48));
      u.a.emit(VINSERTI128, 1, target, target, odd.x());
    }
    if (chunk > 0) {
      int first = 32 * chunk;
      u.a.emit(VPSRLW, 8, odd, target);
      u.a.emit(VPMULLW, odd, odd, u.bytes(i -> i % 2 == 0 ? power(first + i + 1) : 0));
      u.a.emit(VPMULLW, target, target, u.bytes(i -> i % 2 == 0 ? power(first + i) : 0));
      u.a.emit(VPSLLW, 8, odd, odd);
      u.a.emit(VPAND, target, target, u.bytes(i -> i % 2 == 0 ? 0xFF : 0));
      u.a.emit(VPOR, target, target, odd);
    }
    // 3 x / 256 ≥ 1 from 86 on, ≥ 2 from 171 on.
    u.a.emit(VPSUBUSB, odd, target, u.all(85));
    u.a.emit(VPSUBUSB, target, target, u.all(170));
    u.a.emit(VPMINUB, odd, odd, one);
    u.a.emit(VPMINUB, target, target, one);
    u.a.emit(VPADDB, target, target, odd);
  }

  private static int power(int weight) {
    int digit =
        weight < 160 ? weight / 32 : weight < 240 ? (weight - 160) / 16 : (weight - 240) / 4;
    int power = 1;
    for (int n = 0; n < digit; n++) {
      power *= 3;
    }
    return power & 0xFF;
  }
}
