package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVB2M;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_7;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_8;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.NEGATIVE;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.SIGNS;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;
import org.jspecify.annotations.Nullable;

/// IQ3_XXS and IQ3_S: 64 points of four. There is a table of bytes for each coordinate.
final class Iq3ByPosition extends PositionUnpacker512 {
  private final TableLookup lookup;
  private final Mem[] tables = new Mem[4];
  private final Vec zero;
  private final Vec twice;
  private final Vec twiceBytes;
  private final @Nullable SignSets sets;
  private final @Nullable Vec shifts;

  /// Loads constants.
  ///
  /// @param large whether indices have nine bits: IQ3_S
  Iq3ByPosition(Unpack512 u, boolean large) {
    super(u, 4);
    Grid grid = large ? Grid.IQ3_S : Grid.IQ3_XXS;
    for (int p = 0; p < tables.length; p++) {
      int coordinate = p;
      tables[p] = u.bytes(grid.entries(), i -> grid.value(i, coordinate) + offset());
    }
    Mask[] bits = large ? new Mask[] {BIT_7, BIT_8} : new Mask[] {BIT_7};
    lookup = new TableLookup(u, INDICES, bits, T0, T1);
    zero = u.keep(i -> 0);
    twice = u.keep(i -> i % 4 == 0 ? i / 8 : 0);
    twiceBytes = u.keep(i -> i / 2);
    sets = large ? null : new SignSets(u);
    shifts = large ? null : u.keep(i -> 7 * (i % 4));
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public void begin(int weights) {
    if (sets == null || shifts == null) {
      NibbleScales.unpack(u, 106, false, 1);
      u.a.emit(VMOVDQU, SIGNS.y(), Unpack512.group(74));
      u.a.emit(KMOVQ, BIT_8, Unpack512.group(66));
    } else {
      u.a.emit(VPMOVZXDQ, T0, Unpack512.group(66));
      u.a.emit(VPMULTISHIFTQB, SIGNS, shifts, T0);
      u.a.emit(VPMOVQD, SIGNS.y(), SIGNS);
      sets.complete(SIGNS);
      u.a.emit(VPSRLQ, 28, T0, T0);
      u.a.emit(VPMOVQD, T0.y(), T0);
      NibbleScales.finish(u, T0, 0, false, 0.25f);
    }
    u.a.emit(VPERMPS, Unpack512.SCALES, twice, Unpack512.SCALES);
    u.a.emit(VPERMB, SIGNS, twiceBytes, SIGNS);
    u.a.emit(VMOVDQU, INDICES, Unpack512.group(2));
    u.a.emit(VPMOVB2M, BIT_7, INDICES);
  }

  @Override
  public void coordinate(int p, Vec target) {
    lookup.lookUp(target, tables[p]);
    // A byte of signs belongs to two points.
    u.a.emit(VPTESTMB, NEGATIVE, SIGNS, u.bytes(64, i -> 1 << (p + 4 * (i % 2))));
    u.a.emit(VPSUBB, target.merge(NEGATIVE), zero, target);
  }
}
