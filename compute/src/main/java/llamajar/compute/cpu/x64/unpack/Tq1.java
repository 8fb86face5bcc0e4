package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVQ_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU8;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMINUB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBUSB;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;

/// TQ1_0: five digits of base 3 in a byte, four in each of the last ones, with one half-precision
/// scale.
///
/// A byte is the fraction `x / 256` of which digit `n` is `⌊3 · frac(3ⁿ · x / 256)⌋`: bytes are
/// multiplied by powers of 3 modulo 256, and a digit says how often a third fits.
final class Tq1 extends Unpacker512 {
  private static final Mask ODD = new Mask(2);
  private static final Mask LAST = new Mask(3);

  private final Vec one;

  Tq1(Unpack512 u) {
    super(u);
    one = u.keep(i -> 1);
    u.a.mov(Gpr.R12, 0xAAAAAAAAAAAAAAAAL);
    u.a.emit(KMOVQ_GPR, ODD, Gpr.R12);
    u.a.mov(Gpr.R12, 0xF000);
    u.a.emit(KMOVW_GPR, LAST, Gpr.R12);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    u.half(Unpack512.SCALES, 52);
    u.a.emit(VMOVDQU, Unpack512.SCALES.y(), Unpack512.SCALES.y());
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    Vec odd = Unpack512.T0;
    if (chunk < 2) {
      u.a.emit(VBROADCASTI64X4, target, Unpack512.group(0));
    } else if (chunk == 2) {
      u.a.emit(VBROADCASTI128, target, Unpack512.group(32));
      u.a.emit(VMOVDQU, Unpack512.T1.y(), Unpack512.group(0));
      u.a.emit(VINSERTI64X4, 0, target, target, Unpack512.T1.y());
    } else {
      u.a.emit(VBROADCASTI128, target, Unpack512.group(32));
      u.a.emit(VPBROADCASTD, target.merge(LAST), Unpack512.group(48));
    }
    int first = chunk;
    u.a.emit(VPSRLW, 8, odd, target);
    u.a.emit(VPMULLW, odd, odd, u.bytes(64, i -> i % 2 == 0 ? power(64 * first + i + 1) : 0));
    u.a.emit(VPMULLW, target, target, u.bytes(64, i -> i % 2 == 0 ? power(64 * first + i) : 0));
    u.a.emit(VPSLLW, 8, odd, odd);
    u.a.emit(VMOVDQU8, target.merge(ODD), odd);
    // 3 x / 256 ≥ 1 from 86 on, ≥ 2 from 171 on.
    u.a.emit(VPSUBUSB, odd, target, u.bytes(64, i -> 85));
    u.a.emit(VPSUBUSB, target, target, u.bytes(64, i -> 170));
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
