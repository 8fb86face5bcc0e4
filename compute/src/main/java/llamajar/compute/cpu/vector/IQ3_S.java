package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import llamajar.gguf.quant.Grid;

/// IQ3_S: points of 4 magnitudes, and eight signs for each two points.
final class IQ3_S implements RowUnpacker {
  private static final long POINTS = Lattice.points(Grid.IQ3_S);

  @Override
  public void unpack(long source, int blocks, long target) {
    for (int b = 0; b < blocks; b++) {
      unpackBlock(source + 110L * b, target + 256L * Float.BYTES * b);
    }
  }

  private static void unpackBlock(long block, long target) {
    block = Memory.positive(block);
    target = Memory.positive(target);
    long places = target + 4L * 192;
    storePlaces(block + 2, block + 66, places);
    float d = Memory.half(block);
    int scales = Memory.i32(block + 106);
    for (int g = 0; g < 8; g++) {
      int group = Memory.below(8, g);
      float scale = d * (2 * (scales & 0xF) + 1);
      scales >>>= 4;
      for (int j = 0; j < 4; j++) {
        int k = 4 * group + Memory.below(4, j);
        Lattice.store4(
            POINTS + (Memory.i32(places + 8L * k) & 0x1FF0),
            POINTS + (Memory.i32(places + 8L * k + 4) & 0x1FF0),
            Lattice.EIGHT_SIGNS + Memory.u8(block + 74 + k) * Lattice.FLIPS_BYTES,
            scale,
            target + 32L * k);
      }
    }
  }

  /// Writes where the 64 points are in their table: at the end of the block's target, because a
  /// point's floats never get there before its place has been read.
  private static void storePlaces(long indices, long ninthBits, long places) {
    IntVector mask = Lanes.all(0x1000);
    for (int i = 0; i < 64; i += COUNT) {
      int k = Memory.below(64, i);
      IntVector low = Lanes.unsignedBytes(indices + k).lanewise(VectorOperators.LSHL, 4);
      // With four lanes, every second vector starts in the middle of a byte.
      int bits = Memory.i32(ninthBits + k / 8) >>> (k & 4);
      IntVector ninth = Lanes.all(bits << 12).lanewise(VectorOperators.LSHR, Lanes.IOTA).and(mask);
      Lanes.store(low.or(ninth).reinterpretAsFloats(), places + 4L * k);
    }
  }
}
