package llamajar.compute.cpu.vector;

import static llamajar.compute.KvStore.BLOCK_POSITIONS;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
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
/// results so far, their scores of one block, the widened keys or values of one block, and the sums
/// of [Tiles]. Lengths of keys and values are padded to whole vectors there.
final class FlashAttention implements AttentionKernel {
  private static final int TILE_ROWS = 16;
  private static final int SLOT = 1;
  private static final long SCORES_STRIDE = (long) BLOCK_POSITIONS * Float.BYTES;

  private static final MethodHandle SOFT_CAP = softCapHandle();

  private final KvType type;
  private final RowUnpacker widener;

  /// [SoftCap#apply], called through a handle that the JIT compiler can't see through: it would
  /// take more into one method than it can keep in registers.
  private final MethodHandle softCap = SOFT_CAP;

  FlashAttention(KvType type) {
    this.type = type;
    this.widener =
        switch (type) {
          case F32 -> new F32();
          case F16 -> new F16();
          case BF16 -> new BF16();
          case Q8_0 -> new Q8_0();
        };
  }

  @Override
  public String name() {
    return "attention-%s-vector%d".formatted(type.label(), Lanes.F.vectorBitSize());
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
    float[] states = scratch.floats(SLOT, 2 * queries);
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
        attendTile(op, batch, r, rows, group, kvHead, cache, memory, states);
        scatter(memory, states, shape, to, out.offset(1), rows, group);
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
    long perQuery = keyStride(shape) + valueStride(shape) + SCORES_STRIDE;
    long block = BLOCK_POSITIONS * Math.max(keyStride(shape), valueStride(shape));
    return queries * perQuery + block + Tiles.SUMS_BYTES;
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
      long queries,
      float[] states) {
    CacheLayer shape = cache.shape();
    int n = rows * group;
    long keyStride = keyStride(shape);
    long valueStride = valueStride(shape);
    long results = queries + n * keyStride;
    long scores = results + n * valueStride;
    long block = scores + n * SCORES_STRIDE;
    long sums = block + BLOCK_POSITIONS * Math.max(keyStride, valueStride);
    clear(results, n * valueStride);
    RunningSoftmax.start(states, n);
    if (op.scoring().hasSinks()) {
      for (int q = 0; q < n; q++) {
        RunningSoftmax.sink(states, q, op.scoring().sink(kvHead * group + q % group));
      }
    }
    int first = op.firstVisible(batch.position(firstRow));
    int last = op.visibleEnd(batch, firstRow + rows - 1) - 1;
    for (int b = first / BLOCK_POSITIONS; b <= last / BLOCK_POSITIONS; b++) {
      int origin = b * BLOCK_POSITIONS;
      int from = Math.max(first - origin, 0);
      int to = Math.min(last + 1 - origin, BLOCK_POSITIONS);
      int stored = cache.block(batch.table(firstRow), b);
      long used = scores + 4L * from;
      long keyOffset = cache.keyOffset(stored, kvHead);
      long keys =
          widened(
              cache.keys(stored),
              keyOffset,
              from,
              to,
              shape.keyLength(),
              shape.keyLength(),
              keyStride,
              block);
      int length = (int) (keyStride / Float.BYTES);
      Tiles.product(
          keys,
          keyStride,
          to - from,
          queries,
          keyStride,
          n,
          length,
          used,
          SCORES_STRIDE,
          false,
          sums);
      float cap = op.scoring().softCap();
      if (cap != 0) {
        cap(scores, n, from, to, op.scoring().scale(), cap);
      }
      for (int r = 0; r < rows; r++) {
        int position = batch.position(firstRow + r);
        int visibleFrom = Math.max(op.firstVisible(position) - origin, from);
        int visibleTo = Math.min(op.visibleEnd(batch, firstRow + r) - origin, to);
        weigh(
            scores,
            r * group,
            group,
            from,
            to,
            visibleFrom,
            visibleTo,
            cap == 0 ? op.scoring().scale() : 1,
            states,
            results,
            valueStride);
      }
      long valueOffset = cache.valueOffset(stored, kvHead);
      long values =
          widened(
              cache.values(stored),
              valueOffset,
              from,
              to,
              cache.valueStride(),
              shape.valueLength(),
              valueStride,
              block);
      WeightedSums.add(used, SCORES_STRIDE, n, values, valueStride, to - from, results);
    }
  }

  /// Turns the scores of one row's queries into weights.
  private static void weigh(
      long scores,
      int firstQuery,
      int queries,
      int from,
      int to,
      int visibleFrom,
      int visibleTo,
      float scale,
      float[] states,
      long results,
      long resultBytes) {
    int begin = from / Lanes.COUNT * Lanes.COUNT;
    int end = Math.ceilDiv(to, Lanes.COUNT) * Lanes.COUNT;
    for (int q = firstQuery; q < firstQuery + queries; q++) {
      long scoresOfQuery = scores + q * SCORES_STRIDE;
      if (visibleTo <= visibleFrom) {
        clear(scoresOfQuery + 4L * begin, 4L * (end - begin));
        continue;
      }
      float factor =
          RunningSoftmax.advance(
              scoresOfQuery, visibleFrom, visibleTo, begin, end, scale, states, q);
      if (factor != 1) {
        WeightedSums.scale(results + q * resultBytes, resultBytes, factor);
      }
    }
  }

  private void cap(long scores, int queries, int from, int to, float scale, float cap) {
    try {
      softCap.invokeExact(scores, SCORES_STRIDE, queries, from, to, scale, cap);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle softCapHandle() {
    MethodType signature =
        MethodType.methodType(
            void.class,
            long.class,
            long.class,
            int.class,
            int.class,
            int.class,
            float.class,
            float.class);
    try {
      return MethodHandles.lookup().findStatic(SoftCap.class, "apply", signature);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void clear(long address, long bytes) {
    FloatVector zero = FloatVector.zero(Lanes.F);
    for (long o = 0; o < bytes; o += Lanes.BYTES) {
      Lanes.store(zero, address + o);
    }
  }

  /// Positions `from` to `to − 1` of a block as floats, `stride` bytes apart: where they are, if
  /// they are stored like that, or in `target`.
  ///
  /// @param spacing numbers from one stored position to the next
  private long widened(
      MemorySegment cache,
      long blockOffset,
      int from,
      int to,
      int spacing,
      int length,
      long stride,
      long target) {
    long positionBytes = type.bytes(spacing);
    long source =
        Memory.address(cache, blockOffset + from * positionBytes, (to - from) * positionBytes);
    int blockLength = type.tensorType().blockLength();
    if (spacing == length && stride == (long) length * Float.BYTES) {
      if (type == KvType.F32) {
        return source;
      }
      widener.unpack(source, (to - from) * length / blockLength, target);
      return target;
    }
    for (int p = 0; p < to - from; p++) {
      long place = target + p * stride;
      clear(place, stride);
      widener.unpack(source + p * positionBytes, length / blockLength, place);
    }
    return target;
  }

  /// Divides the results of a tile by the sums of their weights, and writes them.
  private static void scatter(
      long memory,
      float[] states,
      CacheLayer shape,
      long target,
      long rowBytes,
      int rows,
      int group) {
    int length = shape.valueLength();
    int queries = rows * group;
    long stride = valueStride(shape);
    long results = memory + queries * keyStride(shape);
    for (int q = 0; q < queries; q++) {
      float inverse = 1 / RunningSoftmax.sum(states, q);
      long source = results + q * stride;
      long place = target + q / group * rowBytes + 4L * (q % group) * length;
      for (int i = 0; i < length; i++) {
        Memory.f32(place + 4L * i, Memory.f32(source + 4L * i) * inverse);
      }
    }
  }
}
