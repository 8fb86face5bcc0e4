package llamajar.compute.cpu.vector;

import static llamajar.compute.KvStore.BLOCK_POSITIONS;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import llamajar.compute.Batch;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.Scratch;

/// Attention block by block of the cache, with a running softmax, so that scores of all positions
/// never exist at once.
///
/// The queries of several rows, and of all heads that share the key/value head, form a tile that
/// goes through the cache together: a block's keys and values are read and widened once for all of
/// them. The working memory of a tile of `n` queries holds, one after another: the queries, their
/// results so far, their scores of one block, their running state ([RunningSoftmax]), the widened
/// keys or values of one block, and the sums of [Tiles]. Lengths of keys and values are padded to
/// whole vectors there.
final class FlashAttention implements AttentionKernel {
  private static final int TILE_ROWS = 16;
  private static final int SLOT = 1;
  private static final long SCORES_STRIDE = (long) BLOCK_POSITIONS * Float.BYTES;

  private final KvType type;
  private final RowUnpacker widener;

  FlashAttention(KvType type) {
    this.type = type;
    this.widener =
        switch (type) {
          case F32 -> new F32();
          case F16 -> new F16();
        };
  }

  @Override
  public String name() {
    return "attention-%s-vector%d"
        .formatted(type.name().toLowerCase(Locale.ROOT), Lanes.F.vectorBitSize());
  }

  @Override
  public int rowGranularity() {
    return TILE_ROWS;
  }

  @Override
  public void attend(
      Op.Attention op,
      Batch batch,
      int firstRow,
      int rowCount,
      int kvHead,
      FloatRows query,
      KvLayer cache,
      FloatRows out,
      Scratch scratch) {
    if (cache.type() != type) {
      throw new IllegalArgumentException("%s cannot read %s".formatted(name(), cache.type()));
    }
    CacheLayer shape = cache.shape();
    int group = op.headCount() / shape.headCount();
    int queries = Math.min(rowCount, TILE_ROWS) * group;
    long memory = scratch.memory(SLOT, tileBytes(shape, queries)).address();
    try {
      for (int r = firstRow; r < firstRow + rowCount; r += TILE_ROWS) {
        int rows = Math.min(TILE_ROWS, firstRow + rowCount - r);
        long from =
            Memory.address(query.data(), query.offset(r), query.offset(rows))
                + 4L * kvHead * group * shape.keyLength();
        long to =
            Memory.address(out.data(), out.offset(r), out.offset(rows))
                + 4L * kvHead * group * shape.valueLength();
        gather(from, query.offset(1), rows, group, shape.keyLength(), memory);
        attendTile(op, batch, r, rows, group, kvHead, cache, memory);
        scatter(memory, shape, to, out.offset(1), rows, group);
      }
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  private static long keyStride(CacheLayer shape) {
    return padded(4L * shape.keyLength(), Lanes.BYTES);
  }

  private static long valueStride(CacheLayer shape) {
    return padded(4L * shape.valueLength(), WeightedSums.WIDTH_BYTES);
  }

  private static long padded(long bytes, int unit) {
    return Math.ceilDiv(bytes, unit) * unit;
  }

  private static long tileBytes(CacheLayer shape, int queries) {
    long perQuery = keyStride(shape) + valueStride(shape) + SCORES_STRIDE + RunningSoftmax.BYTES;
    long block = BLOCK_POSITIONS * Math.max(keyStride(shape), valueStride(shape));
    return padded(queries * perQuery, Lanes.BYTES) + block + Tiles.SUMS_BYTES;
  }

  /// Copies the queries of a tile to its memory: of one row all heads, then the next row.
  private static void gather(
      long source, long rowBytes, int rows, int group, int length, long target) {
    long stride = padded(4L * length, Lanes.BYTES);
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < group; h++) {
        long query = source + r * rowBytes + (long) h * length * Float.BYTES;
        copyPadded(query, length, target + (long) (r * group + h) * stride, stride);
      }
    }
  }

  private static void copyPadded(long source, int length, long target, long bytes) {
    int i = 0;
    for (; i < length; i++) {
      Memory.f32(target + 4L * i, Memory.f32(source + 4L * i));
    }
    for (; i < bytes / Float.BYTES; i++) {
      Memory.f32(target + 4L * i, 0);
    }
  }

  private void attendTile(
      Op.Attention op,
      Batch batch,
      int firstRow,
      int rows,
      int group,
      int kvHead,
      KvLayer cache,
      long queries) {
    CacheLayer shape = cache.shape();
    int n = rows * group;
    long keyStride = keyStride(shape);
    long valueStride = valueStride(shape);
    long results = queries + n * keyStride;
    long scores = results + n * valueStride;
    long states = scores + n * SCORES_STRIDE;
    long block = queries + padded(states + (long) n * RunningSoftmax.BYTES - queries, Lanes.BYTES);
    long sums = block + BLOCK_POSITIONS * Math.max(keyStride, valueStride);
    Memory.ALL.asSlice(results, n * valueStride).fill((byte) 0);
    for (int q = 0; q < n; q++) {
      RunningSoftmax.start(states + (long) q * RunningSoftmax.BYTES);
    }
    int first = op.firstVisible(batch.position(firstRow));
    int last = batch.position(firstRow + rows - 1);
    for (int b = first / BLOCK_POSITIONS; b <= last / BLOCK_POSITIONS; b++) {
      int origin = b * BLOCK_POSITIONS;
      int from = Math.max(first - origin, 0);
      int to = Math.min(last + 1 - origin, BLOCK_POSITIONS);
      int stored = batch.table(firstRow).block(b);
      long keys =
          widened(
              cache.keys(stored),
              cache.keyOffset(stored, kvHead),
              from,
              to,
              shape.keyLength(),
              keyStride,
              block);
      Tiles.product(
          keys,
          keyStride,
          to - from,
          queries,
          keyStride,
          n,
          (int) (keyStride / Float.BYTES),
          scores + (long) from * Float.BYTES,
          SCORES_STRIDE,
          false,
          sums);
      for (int q = 0; q < n; q++) {
        int position = batch.position(firstRow + q / group);
        RunningSoftmax.advance(
            scores + q * SCORES_STRIDE,
            from,
            to,
            Math.max(op.firstVisible(position) - origin, from),
            Math.min(position + 1 - origin, to),
            op.scale(),
            states + (long) q * RunningSoftmax.BYTES,
            results + q * valueStride,
            valueStride);
      }
      long values =
          widened(
              cache.values(stored),
              cache.valueOffset(stored, kvHead),
              from,
              to,
              shape.valueLength(),
              valueStride,
              block);
      WeightedSums.add(
          scores + (long) from * Float.BYTES,
          SCORES_STRIDE,
          n,
          values,
          valueStride,
          to - from,
          results);
    }
  }

  /// Positions `from` to `to − 1` of a block as floats, `stride` bytes apart: where they are, if
  /// they are stored like that, or in `target`.
  private long widened(
      MemorySegment cache,
      long blockOffset,
      int from,
      int to,
      int length,
      long stride,
      long target) {
    long positionBytes = (long) length * type.bytes();
    long source =
        Memory.address(cache, blockOffset + from * positionBytes, (to - from) * positionBytes);
    if (stride == (long) length * Float.BYTES) {
      if (type == KvType.F32) {
        return source;
      }
      widener.unpack(source, (to - from) * length, target);
      return target;
    }
    for (int p = 0; p < to - from; p++) {
      long place = target + p * stride;
      for (long o = 0; o < stride; o += Lanes.BYTES) {
        Lanes.store(FloatVector.zero(Lanes.F), place + o);
      }
      widener.unpack(source + p * positionBytes, length, place);
    }
    return target;
  }

  /// Divides the results of a tile by the sums of their weights, and writes them.
  private static void scatter(
      long memory, CacheLayer shape, long target, long rowBytes, int rows, int group) {
    int length = shape.valueLength();
    int queries = rows * group;
    long stride = valueStride(shape);
    long results = memory + queries * keyStride(shape);
    long states = results + queries * (stride + SCORES_STRIDE);
    for (int q = 0; q < queries; q++) {
      float inverse = 1 / RunningSoftmax.sum(states + (long) q * RunningSoftmax.BYTES);
      long source = results + q * stride;
      long place = target + q / group * rowBytes + 4L * (q % group) * length;
      for (int i = 0; i < length; i++) {
        Memory.f32(place + 4L * i, Memory.f32(source + 4L * i) * inverse);
      }
    }
  }
}
