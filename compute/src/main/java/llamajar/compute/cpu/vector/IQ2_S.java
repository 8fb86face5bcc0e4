package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import llamajar.gguf.quant.Grid;

/// IQ2_S: points of 8 magnitudes and eight signs each, with a scale for each 16 weights.
final class IQ2_S implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ2_S);

  private static final IntVector TWICE_IOTA = Lanes.IOTA.mul(2);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 82L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    long places = target + 4L * 224;
    storePlaces(block + 2, block + 66, places);
    float d = Memory.half(block) / 8;
    long scales = Memory.i64(block + 74);
    for (int p = 0; p < 16; p++) {
      int pair = Memory.below(16, p);
      float scale = d * (2 * ((int) scales & 0xF) + 1);
      scales >>>= 4;
      for (int j = 0; j < 2; j++) {
        int k = 2 * pair + Memory.below(2, j);
        Lattice.store8(
            POINTS + (Memory.i32(places + 4L * k) & 0x7FE0),
            Lattice.EIGHT_SIGNS + Memory.u8(block + 34 + k) * Lattice.FLIPS_BYTES,
            scale,
            target + 32L * k);
      }
    }
  }

  /// Writes where the 32 points are in their table: at the end of the block's target, because a
  /// point's floats never get there before its place has been read.
  private static void storePlaces(long indices, long upperBits, long places) {
    IntVector mask = Lanes.all(0x6000);
    for (int i = 0; i < 32; i += COUNT) {
      int k = Memory.below(32, i);
      IntVector low = Lanes.unsignedBytes(indices + k).lanewise(VectorOperators.LSHL, 5);
      IntVector upper =
          Lanes.all(Memory.i32(upperBits + k / 4))
              .lanewise(VectorOperators.LSHR, TWICE_IOTA)
              .lanewise(VectorOperators.LSHL, 13)
              .and(mask);
      Lanes.store(low.or(upper).reinterpretAsFloats(), places + 4L * k);
    }
  }
}
