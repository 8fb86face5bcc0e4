package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU8;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMT2B;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Looks up 64 bytes in a table of 256 to 2048: seven bits of an index select from 128 bytes by
/// shuffles, further bits choose between the results.
final class TableLookup {
  private static final int STEP = 128;

  private final Unpack512 u;
  private final Vec indices;
  private final Mask[] bits;
  private final Vec[] temporaries;

  /// @param indices the lower eight bits of the indices
  /// @param bits masks of bit 7, bit 8 and so on
  /// @param temporaries one fewer than masks, at least
  TableLookup(Unpack512 u, Vec indices, Mask[] bits, Vec... temporaries) {
    this.u = u;
    this.indices = indices;
    this.bits = bits;
    this.temporaries = temporaries;
  }

  /// Looks up all indices.
  ///
  /// @param table `128 << bits.length` bytes
  void lookUp(Vec target, Mem table) {
    lookUp(target, table, bits.length);
  }

  private void lookUp(Vec target, Mem table, int level) {
    if (level == 0) {
      u.a.emit(VMOVDQU, target, table);
      u.a.emit(VPERMT2B, target, indices, table.plus(STEP / 2));
      return;
    }
    lookUp(target, table, level - 1);
    Vec upper = temporaries[level - 1];
    lookUp(upper, table.plus(STEP << (level - 1)), level - 1);
    u.a.emit(VMOVDQU8, target.merge(bits[level - 1]), upper);
  }
}
