package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// Points of a grid, read from a table that stays in the first-level cache.
final class Lattice {
  private static final Gpr TABLE = Gpr.R15;
  private static final Gpr INDEX = Gpr.R12;

  /// Where 16-bit indices are in local memory.
  private static final int WORDS = 64;

  private final Unpack256 u;
  private final int elements;

  /// Loads constants.
  ///
  /// @param factor what the grid's integers are multiplied by
  /// @param addend what is added then
  Lattice(Unpack256 u, Grid grid, int factor, int addend) {
    this.u = u;
    elements = grid.elements();
    ByteBuffer table =
        ByteBuffer.allocate(grid.entries() * elements).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = 0; entry < grid.entries(); entry++) {
      for (int j = 0; j < elements; j++) {
        table.put((byte) (grid.value(entry, j) * factor + addend));
      }
    }
    u.a.lea(TABLE, u.a.constant(table.array()));
  }

  /// Joins 32 bytes with what is above them, and stores them as 16-bit indices.
  ///
  /// @param run which 32 of them: 0 or 1
  void storeIndices(Vec low, Vec high, int run) {
    u.a.emit(VPUNPCKLBW, Unpack256.T2, low, high);
    u.a.emit(VMOVDQU_STORE, Unpack256.local(WORDS + 64 * run), Unpack256.T2);
    u.a.emit(VPUNPCKHBW, Unpack256.T2, low, high);
    u.a.emit(VMOVDQU_STORE, Unpack256.local(WORDS + 64 * run + 32), Unpack256.T2);
  }

  /// Looks up the points of a chunk by indices of [#storeIndices].
  void lookUpStored(Vec target, int chunk) {
    int points = 32 / elements;
    lookUp(target, true, i -> Unpack256.local(WORDS + placeOf(chunk * points + i)));
  }

  /// Unpacking works within 128 bits each: the second eight of 32 are behind the third.
  private static int placeOf(int index) {
    int run = index / 32;
    int eight = index % 32 / 8;
    int place = eight == 1 ? 2 : eight == 2 ? 1 : eight;
    return 64 * run + 16 * place + 2 * (index % 8);
  }

  /// Looks up the points of 32 weights.
  ///
  /// @param wide whether an index has 16 bits
  /// @param places where each index is
  void lookUp(Vec target, boolean wide, IntFunction<Mem> places) {
    Vec[] halves = {target.x(), Unpack256.T0.x()};
    int points = 16 / elements;
    for (int h = 0; h < 2; h++) {
      for (int i = 0; i < points; i++) {
        Mem place = places.apply(h * points + i);
        if (wide) {
          u.a.movzxWord(INDEX, place);
        } else {
          u.a.movzxByte(INDEX, place);
        }
        insert(halves[h], i);
      }
    }
    u.a.emit(VINSERTI128, 1, target, target, halves[1]);
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

  /// Keeps the constants of [#negate].
  static void keepSigns(Unpack256 u, int offset) {
    u.keepIfRoom(Unpack256.SELECTED);
    u.keepIfRoom(Unpack256.SPREAD);
    u.keepAllIfRoom(offset);
  }

  /// Changes the signs of 32 weights and adds an offset.
  ///
  /// @param signs 32 bits, set for negative ones
  void negate(Vec target, Mem signs, int offset) {
    Vec negative = Unpack256.T0;
    u.expandBits(negative, signs);
    // −x is ~x + 1.
    u.a.emit(VPXOR, target, target, negative);
    u.a.emit(VPSUBB, target, target, negative);
    u.a.emit(VPADDB, target, target, u.all(offset));
  }
}
