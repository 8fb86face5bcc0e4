package llamajar.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import llamajar.gguf.TensorType;

/// A source of random valid blocks of one type, for models that only need plausible weights:
/// benchmarks and tests.
///
/// All bits are random but those of the scales that come as floating-point numbers: they are chosen
/// so that the decoded weights have a given root mean square and a mean near zero, and they differ
/// from block to block, so that code which takes the wrong one is found out. Thread-safe.
public final class RandomBlocks {
  /// Blocks filled at a time: so many have a multiple of 8 bytes in any type, and stay in the
  /// cache.
  private static final int BATCH = 64;

  private static final int MEASURED_WEIGHTS = 1 << 16;

  private final BlockCodec codec;
  private final BlockScales scales;

  private RandomBlocks(BlockCodec codec, BlockScales scales) {
    this.codec = codec;
    this.scales = scales;
  }

  /// Makes blocks of this type.
  ///
  /// @param rms the root mean square that the decoded weights shall have
  /// @throws IllegalArgumentException if the type holds integers or its scales can't express `rms`
  public static RandomBlocks of(TensorType type, double rms) {
    BlockCodec codec = Codecs.of(type);
    double unit = new RandomBlocks(codec, BlockScales.of(type, 1)).measuredRms();
    RandomBlocks blocks = new RandomBlocks(codec, BlockScales.of(type, rms / unit));
    double measured = blocks.measuredRms();
    if (!(measured > rms / 1.5 && measured < rms * 1.5)) {
      throw new IllegalArgumentException(
          "%s can't hold weights with a root mean square of %s: choose one nearer to 0.02"
              .formatted(type, rms));
    }
    return blocks;
  }

  /// Fills a range with blocks.
  ///
  /// Equal generators give equal blocks on every machine.
  ///
  /// @param random where the bits come from, 8 bytes at a time
  /// @param target receives `blockCount` blocks
  /// @param byteOffset where the first block starts
  /// @throws IndexOutOfBoundsException if the range is not inside `target`
  public void fill(RandomGenerator random, MemorySegment target, long byteOffset, long blockCount) {
    int blockBytes = codec.blockBytes();
    Objects.checkFromIndexSize(
        byteOffset, Math.multiplyExact(blockCount, blockBytes), target.byteSize());
    for (long done = 0; done < blockCount; done += BATCH) {
      int batch = (int) Math.min(BATCH, blockCount - done);
      long start = byteOffset + done * blockBytes;
      fillBytes(random, target, start, (long) batch * blockBytes);
      for (int k = 0; k < batch; k++) {
        scales.write(target, start + (long) k * blockBytes);
      }
    }
  }

  private static void fillBytes(
      RandomGenerator random, MemorySegment target, long byteOffset, long byteCount) {
    long end = byteOffset + byteCount;
    long at = byteOffset;
    for (; at + 8 <= end; at += 8) {
      target.set(BlockFields.LONG, at, random.nextLong());
    }
    long rest = at < end ? random.nextLong() : 0;
    for (; at < end; at++) {
      target.set(ValueLayout.JAVA_BYTE, at, (byte) rest);
      rest >>>= 8;
    }
  }

  private double measuredRms() {
    int blockCount = MEASURED_WEIGHTS / codec.blockLength();
    MemorySegment bytes = MemorySegment.ofArray(new byte[blockCount * codec.blockBytes()]);
    fill(new SplittableRandom(1), bytes, 0, blockCount);
    float[] weights = new float[MEASURED_WEIGHTS];
    codec.decodeBlocks(bytes, 0, blockCount, weights, 0);
    double squares = 0;
    for (float weight : weights) {
      squares += (double) weight * weight;
    }
    return Math.sqrt(squares / MEASURED_WEIGHTS);
  }
}
