package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVSXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q3_K: two bits of each weight, and one more in a plane of its own; scales of six bits for each
/// 16.
final class Q3K extends Unpacker512 {
  private final TwoBits bits;
  private final BitPlanes plane;
  private final Vec lowShifts;
  private final Vec highShifts;

  Q3K(Unpack512 u) {
    super(u);
    bits = new TwoBits(u, 32);
    plane = new BitPlanes(u, 0, 4);
    lowShifts = u.keep(i -> i < 8 ? 8 * i : 8 * (i - 8) + 4);
    // Bits 2 (j / 4) of byte j mod 4 come to bit 4; counts are modulo 64, and the word is doubled.
    highShifts = u.keep(i -> (8 * (i % 4) + 2 * (i / 4) - 4) & 63);
  }

  @Override
  public int offset() {
    return 4;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec low = Unpack512.T0.x();
    Vec high = Unpack512.T1.x();
    u.a.emit(VPBROADCASTQ, low, Unpack512.group(96));
    u.a.emit(VPBROADCASTD, high, Unpack512.group(104));
    u.a.emit(VPMULTISHIFTQB, low, lowShifts.x(), low);
    u.a.emit(VPMULTISHIFTQB, high, highShifts.x(), high);
    u.a.emit(VPAND, low, low, u.bytes(16, i -> 0x0F));
    u.a.emit(VPAND, high, high, u.bytes(16, i -> 0x30));
    u.a.emit(VPOR, low, low, high);
    u.a.emit(VPADDB, low, low, u.bytes(16, i -> -32));
    u.a.emit(VPMOVSXBD, Unpack512.SCALES, low);
    u.a.emit(VCVTDQ2PS, Unpack512.SCALES, Unpack512.SCALES);
    u.half(Unpack512.T0, 108);
    u.a.emit(VMULPS, Unpack512.SCALES, Unpack512.SCALES, Unpack512.T0);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    bits.unpack(target, chunk);
    plane.addTo(target, chunk);
  }
}
