package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVSXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTERNLOGD;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q6_K: four bits of each weight, and two more elsewhere; signed scales for each 16.
final class Q6K extends Unpacker512 {
  private final Vec lowMask;
  private final Vec highMask;
  private final Vec evenShifts;
  private final Vec oddShifts;

  Q6K(Unpack512 u) {
    super(u);
    lowMask = u.keep(i -> 0x0F);
    highMask = u.keep(i -> 0x30);
    // The two bits of 32 weights are at bit 0, 2, 4 or 6, and come to bit 4.
    evenShifts = u.keep(i -> i % 2 == 1 ? 0 : i < 32 ? 4 : 2);
    oddShifts = u.keep(i -> i % 2 == 1 ? 0 : i < 32 ? 0 : 2);
  }

  @Override
  public int offset() {
    return 32;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    u.a.emit(VPMOVSXBD, Unpack512.SCALES, Unpack512.group(192));
    u.a.emit(VCVTDQ2PS, Unpack512.SCALES, Unpack512.SCALES);
    u.half(Unpack512.T0, 208);
    u.a.emit(VMULPS, Unpack512.SCALES, Unpack512.SCALES, Unpack512.T0);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    int half = chunk / 2;
    Vec high = Unpack512.T0;
    u.a.emit(VMOVDQU, target, Unpack512.group(64 * half));
    u.a.emit(VBROADCASTI64X4, high, Unpack512.group(128 + 32 * half));
    if (chunk % 2 == 0) {
      u.a.emit(VPSLLVW, high, high, evenShifts);
    } else {
      u.a.emit(VPSRLW, 4, target, target);
      u.a.emit(VPSRLVW, high, high, oddShifts);
    }
    u.a.emit(VPAND, target, target, lowMask);
    // target |= high & mask
    u.a.emit(VPTERNLOGD, 0xF8, target, high, highMask);
  }
}
