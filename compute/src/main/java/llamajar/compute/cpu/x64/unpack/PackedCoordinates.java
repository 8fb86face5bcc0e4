package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLW;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.NIBBLES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.PACKED;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T2;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T3;

import java.util.stream.IntStream;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// Points of eight whose coordinates have three values: two bits each, four in a byte, so that two
/// tables of bytes hold the grid. Half a byte is two coordinates, which two shuffles turn into
/// values.
final class PackedCoordinates {
  private final Unpack512 u;
  private final TableLookup lookup;
  private final Mem[] tables = new Mem[2];
  private final Vec[] values = new Vec[2];
  private final Vec mask;

  /// Loads constants.
  ///
  /// @param factor what the grid's integers are multiplied by
  /// @param bits masks of the indices' bits from bit 7 on
  PackedCoordinates(Unpack512 u, Grid grid, int factor, int offset, Mask... bits) {
    this.u = u;
    lookup = new TableLookup(u, INDICES, bits, T0, T1, T2, T3);
    int[] alphabet =
        IntStream.range(0, grid.entries())
            .flatMap(entry -> IntStream.range(0, 8).map(j -> grid.value(entry, j)))
            .distinct()
            .sorted()
            .toArray();
    for (int half = 0; half < 2; half++) {
      int first = 4 * half;
      tables[half] =
          u.bytes(
              grid.entries(),
              entry -> {
                int packed = 0;
                for (int j = 0; j < 4; j++) {
                  packed |= indexOf(alphabet, grid.value(entry, first + j)) << (2 * j);
                }
                return packed;
              });
      int shift = 2 * half;
      values[half] = u.keep(i -> factor * alphabet[Math.min(2, ((i & 15) >> shift) & 3)] + offset);
    }
    mask = u.keep(i -> 0x0F);
  }

  private static int indexOf(int[] alphabet, int value) {
    int i = 0;
    while (alphabet[i] != value) {
      i++;
    }
    return i;
  }

  /// Looks up one coordinate; they are asked for in order.
  void coordinate(int p, Vec target) {
    if (p % 4 == 0) {
      lookup.lookUp(PACKED, tables[p / 4]);
      u.a.emit(VPAND, NIBBLES, PACKED, mask);
    } else if (p % 4 == 2) {
      u.a.emit(VPSRLW, 4, NIBBLES, PACKED);
      u.a.emit(VPAND, NIBBLES, NIBBLES, mask);
    }
    u.a.emit(VPSHUFB, target, values[p % 2], NIBBLES);
  }
}
