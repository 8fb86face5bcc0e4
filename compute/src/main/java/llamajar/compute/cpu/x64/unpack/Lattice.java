package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVD;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVHPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBB;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// Points of a grid, read from a table that stays in the first-level cache.
///
/// Eight loads of points and a few inserts cost less than one gather instruction on the processors
/// measured. Points are stored plus an offset. With the offset 128 a weight changes its sign when
/// its byte does: `256 − (128 + g) = 128 − g`.
final class Lattice {
  private static final Gpr TABLE = Gpr.R15;
  private static final Gpr INDEX = Gpr.R12;
  private static final Mask NEGATIVE = new Mask(1);

  /// Where an index is in memory: a byte or 16 bits.
  interface IndexPlace {
    Mem of(int point);
  }

  private final Unpack512 u;
  private final int elements;
  private final Vec zero;

  /// Loads constants.
  ///
  /// @param factor what the grid's integers are multiplied by
  Lattice(Unpack512 u, Grid grid, int factor, int offset) {
    this.u = u;
    elements = grid.elements();
    zero = u.keep(i -> 0);
    ByteBuffer table =
        ByteBuffer.allocate(grid.entries() * elements).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = 0; entry < grid.entries(); entry++) {
      for (int j = 0; j < elements; j++) {
        table.put((byte) (grid.value(entry, j) * factor + offset));
      }
    }
    u.a.lea(TABLE, u.a.constant(table.array()));
  }

  /// Looks up the points of 64 weights.
  ///
  /// @param wide whether an index has 16 bits
  void lookUp(Vec target, boolean wide, IndexPlace places) {
    Vec[] quarters = {target.x(), Unpack512.T0.x(), Unpack512.T1.x(), Unpack512.T2.x()};
    for (int q = 0; q < 4; q++) {
      int points = 16 / elements;
      for (int i = 0; i < points; i++) {
        Mem place = places.of(q * points + i);
        if (wide) {
          u.a.movzxWord(INDEX, place);
        } else {
          u.a.movzxByte(INDEX, place);
        }
        insert(quarters[q], i);
      }
    }
    u.a.emit(VINSERTI128, 1, target.y(), target.y(), quarters[1]);
    u.a.emit(VINSERTI128, 1, quarters[2].y(), quarters[2].y(), quarters[3]);
    u.a.emit(VINSERTI64X4, 1, target, target, quarters[2].y());
  }

  private void insert(Vec x, int i) {
    Mem point = Mem.at(TABLE, INDEX, elements, 0);
    if (elements == 4) {
      if (i == 0) {
        u.a.emit(VMOVD, x, point);
      } else {
        u.a.emit(VPINSRD, i, x, x, point);
      }
    } else if (i == 0) {
      u.a.emit(VMOVQ, x, point);
    } else {
      u.a.emit(VMOVHPS, x, x, point);
    }
  }

  /// Changes the signs of 64 weights.
  ///
  /// @param signs 64 bits, set for negative ones
  void negate(Vec target, Mem signs) {
    u.a.emit(KMOVQ, NEGATIVE, signs);
    u.a.emit(VPSUBB, target.merge(NEGATIVE), zero, target);
  }
}
