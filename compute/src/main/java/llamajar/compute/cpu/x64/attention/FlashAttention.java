package llamajar.compute.cpu.x64.attention;

import static llamajar.compute.KvStore.BLOCK_POSITIONS;
import static llamajar.compute.cpu.x64.emit.ParameterBlock.set;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Locale;
import llamajar.compute.Batch;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.NativeAddress;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.row.X64Rows;

/// Attention block by block of the cache, with a running softmax, so that scores of all positions
/// never exist at once.
///
/// The queries of several rows, and of all heads that share the key/value head, form a tile that
/// goes through the cache together. Keys and values in binary16 are widened as they are read where
/// the tile is small, and once for all its queries where it is not.
public final class FlashAttention implements AttentionKernel {
  /// Most queries for which keys and values are widened as they are read: each four do it again.
  private static final int FEW_QUERIES = 8;

  private static final int SLOT = 1;

  /// Kernels read keys in groups of so many.
  private static final int KEYS = 16;

  // Narrow, and wide.
  private static final EmittedKernels BEGIN = new EmittedKernels(2, i -> TileKernels.begin(i == 1));
  private static final EmittedKernels FINISH =
      new EmittedKernels(2, i -> TileKernels.finish(i == 1));

  /// Each for binary32, and for binary16.
  private static final EmittedKernels BLOCK =
      new EmittedKernels(4, i -> TileKernels.block(i / 2 == 1, i % 2 == 1));

  private final KvType type;
  private final String tier;
  private final X64Rows rows;
  private final int variant;
  private final int lanes;

  /// For a cache whose numbers have a format.
  ///
  /// @param tier the end of its name
  /// @param wide whether with AVX-512
  /// @param rows widen numbers
  public FlashAttention(KvType type, String tier, boolean wide, X64Rows rows) {
    this.type = type;
    this.tier = tier;
    this.rows = rows;
    variant = wide ? 1 : 0;
    lanes = wide ? 16 : 8;
  }

  @Override
  public String name() {
    return "attention-%s-%s".formatted(type.name().toLowerCase(Locale.ROOT), tier);
  }

  @Override
  public int rowGranularity() {
    return Tile.MOST_ROWS;
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
    MemorySegment p = ParameterBlock.of(scratch);
    try {
      for (int r = firstRow; r < firstRow + rowCount; r += Tile.MOST_ROWS) {
        int rows = Math.min(Tile.MOST_ROWS, firstRow + rowCount - r);
        long memory = scratch.memory(SLOT, tileBytes(shape, rows * group)).address();
        describe(p, memory, shape, rows, group);
        move(p, query, r, rows, kvHead, group, shape.keyLength());
        set(p, Tile.SCALE, Float.floatToRawIntBits(op.scale()));
        BEGIN.get(variant).call(p.address());
        blocks(op, batch, r, rows, kvHead, cache, p, scratch);
        move(p, out, r, rows, kvHead, group, shape.valueLength());
        FINISH.get(variant).call(p.address());
      }
    } finally {
      Reference.reachabilityFence(query);
      Reference.reachabilityFence(cache);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(scratch);
    }
  }

  private long padded(int length) {
    return (long) Math.ceilDiv(length, lanes) * lanes * Float.BYTES;
  }

  /// Queries, results, scores, states, and one block of keys and values as floats.
  private long tileBytes(CacheLayer shape, int queries) {
    long perQuery = padded(shape.keyLength()) + padded(shape.valueLength()) + Tile.SCORE_BYTES;
    return queries * (perQuery + Tile.STATE_BYTES)
        + wideBytes(shape.keyLength())
        + wideBytes(shape.valueLength());
  }

  private static long wideBytes(int length) {
    return (long) BLOCK_POSITIONS * Float.BYTES * length;
  }

  /// Sets what stays the same for all blocks.
  private void describe(MemorySegment p, long memory, CacheLayer shape, int rows, int group) {
    int queries = rows * group;
    long queryStride = padded(shape.keyLength());
    long resultStride = padded(shape.valueLength());
    long results = memory + queries * queryStride;
    long scores = results + queries * resultStride;
    long wideKeys = scores + (long) queries * Tile.SCORE_BYTES;
    long wideValues = wideKeys + wideBytes(shape.keyLength());
    set(p, Tile.QUERIES, memory);
    set(p, Tile.QUERY_STRIDE, queryStride);
    set(p, Tile.RESULTS, results);
    set(p, Tile.RESULT_STRIDE, resultStride);
    set(p, Tile.SCORES, scores);
    set(p, Tile.WIDE_KEYS, wideKeys);
    set(p, Tile.WIDE_VALUES, wideValues);
    set(p, Tile.STATES, wideValues + wideBytes(shape.valueLength()));
    set(p, Tile.ROWS, rows);
    set(p, Tile.GROUP, group);
    set(p, Tile.QUADS, queries / 4);
    set(p, Tile.PAIRS, queries / 2 % 2);
    set(p, Tile.SINGLES, queries % 2);
    set(p, Tile.KEY_VECTORS, shape.keyLength() / lanes);
    set(p, Tile.KEY_REST, lowBits(shape.keyLength() % lanes));
    int vectors = Math.ceilDiv(shape.valueLength(), lanes);
    set(p, Tile.VALUE_QUADS, vectors / 4);
    set(p, Tile.VALUE_SINGLES, vectors % 4);
    set(p, Tile.VALUE_REST, lowBits(shape.valueLength() - lanes * (vectors - 1)));
  }

  private static long lowBits(int count) {
    return (1L << count) - 1;
  }

  /// Sets where queries come from or results go to.
  private void move(
      MemorySegment p, FloatRows rows, int firstRow, int count, int kvHead, int group, int length) {
    long bytes = rows.offset(count);
    long headBytes = (long) length * Float.BYTES;
    long address = NativeAddress.of(rows.data(), rows.offset(firstRow), bytes);
    set(p, Tile.ROW, address + (long) kvHead * group * headBytes);
    set(p, Tile.ROW_BYTES, rows.offset(1));
    set(p, Tile.HEAD_BYTES, headBytes);
    set(p, Tile.HEAD_VECTORS, length / lanes);
    set(p, Tile.HEAD_REST, lowBits(length % lanes));
  }

  private void blocks(
      Op.Attention op,
      Batch batch,
      int firstRow,
      int rows,
      int kvHead,
      KvLayer cache,
      MemorySegment p,
      Scratch scratch) {
    int group = op.headCount() / cache.shape().headCount();
    boolean widened = type == KvType.F16 && (rows * group > FEW_QUERIES || hasHalfRests(cache));
    int first = op.firstVisible(batch.position(firstRow));
    int last = batch.position(firstRow + rows - 1);
    for (int b = first / BLOCK_POSITIONS; b <= last / BLOCK_POSITIONS; b++) {
      int origin = b * BLOCK_POSITIONS;
      int from = Math.max(first - origin, 0);
      int to = Math.min(last + 1 - origin, BLOCK_POSITIONS);
      int stored = batch.table(firstRow).block(b);
      keys(p, cache, stored, kvHead, from, to, widened, scratch);
      values(p, cache, stored, kvHead, from, to, widened, scratch);
      visible(p, op, batch, firstRow, rows, origin);
      BLOCK.get(2 * variant + (type == KvType.F16 && !widened ? 1 : 0)).call(p.address());
    }
  }

  /// Whether the ends of keys or values can't be read as binary16 numbers.
  private boolean hasHalfRests(KvLayer cache) {
    CacheLayer shape = cache.shape();
    return variant == 0 && (shape.keyLength() % lanes > 0 || shape.valueLength() % lanes > 0);
  }

  /// Kernels read sixteens of keys. Those that nobody sees may not have been written yet, but they
  /// are part of the block, and what comes of them is never used.
  private void keys(
      MemorySegment p,
      KvLayer cache,
      int stored,
      int kvHead,
      int from,
      int to,
      boolean widened,
      Scratch scratch) {
    int length = cache.shape().keyLength();
    int begin = from / KEYS * KEYS;
    int end = Math.ceilDiv(to, KEYS) * KEYS;
    long offset = cache.keyOffset(stored, kvHead);
    long source = address(cache.keys(stored), offset, begin, end, length);
    if (widened) {
      long target = p.get(ValueLayout.JAVA_LONG, Tile.WIDE_KEYS);
      rows.widen(source, target, (end - begin) * length, scratch);
      source = target;
    }
    set(p, Tile.KEYS, source);
    set(p, Tile.KEY_STRIDE, (long) length * (widened ? Float.BYTES : type.bytes()));
    set(p, Tile.KEY_SIXTEENS, (end - begin) / KEYS);
    set(p, Tile.KEY_SCORES, (long) Float.BYTES * begin);
  }

  private void values(
      MemorySegment p,
      KvLayer cache,
      int stored,
      int kvHead,
      int from,
      int to,
      boolean widened,
      Scratch scratch) {
    int length = cache.shape().valueLength();
    long offset = cache.valueOffset(stored, kvHead);
    long source = address(cache.values(stored), offset, from, to, length);
    if (widened) {
      long target = p.get(ValueLayout.JAVA_LONG, Tile.WIDE_VALUES);
      rows.widen(source, target, (to - from) * length, scratch);
      source = target;
    }
    set(p, Tile.VALUES, source);
    set(p, Tile.VALUE_STRIDE, (long) length * (widened ? Float.BYTES : type.bytes()));
    set(p, Tile.POSITIONS, to - from);
    set(p, Tile.VALUE_SCORES, (long) Float.BYTES * from);
  }

  /// The address of the keys or values of some positions.
  private long address(MemorySegment memory, long blockOffset, int from, int to, int length) {
    long bytes = (long) length * type.bytes();
    return NativeAddress.of(memory, blockOffset + from * bytes, (to - from) * bytes);
  }

  private static void visible(
      MemorySegment p, Op.Attention op, Batch batch, int firstRow, int rows, int origin) {
    for (int r = 0; r < rows; r++) {
      int position = batch.position(firstRow + r);
      int from = Math.max(op.firstVisible(position) - origin, 0);
      int to = Math.min(position + 1 - origin, BLOCK_POSITIONS);
      long seen = to <= from ? 0 : -1L >>> (BLOCK_POSITIONS - (to - from)) << from;
      set(p, Tile.VISIBLE + r * Long.BYTES, seen);
    }
  }
}
