package llamajar.compute.cpu.reference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Scoring;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;

/// Attention as its formula says: all scores, their softmax, the weighted sum.
final class ReferenceAttention implements AttentionKernel {
  private final KvType type;
  private final BlockCodec codec;

  ReferenceAttention(KvType type) {
    this.type = type;
    codec = Codecs.of(type.tensorType());
  }

  @Override
  public String name() {
    return "attention-%s-reference".formatted(type.label());
  }

  @Override
  public int rowGranularity() {
    return 1;
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
    int group = op.headCount() / cache.shape().headCount();
    for (int row = firstRow; row < firstRow + rowCount; row++) {
      for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
        attendOne(op, batch, row, head, kvHead, query, cache, out, scratch);
      }
    }
  }

  private void attendOne(
      Op.Attention op,
      Batch batch,
      int row,
      int head,
      int kvHead,
      FloatRows query,
      KvLayer cache,
      FloatRows out,
      Scratch scratch) {
    int keyLength = cache.shape().keyLength();
    int valueLength = cache.shape().valueLength();
    Scoring scoring = op.scoring();
    int first = op.firstVisible(batch.position(row));
    int last = op.visibleEnd(batch, row) - 1;
    BlockTable table = batch.table(row);
    float[] vector = scratch.floats(0, Math.max(keyLength, valueLength));
    float[] stored = scratch.floats(1, Math.max(keyLength, valueLength));
    float[] scores = scratch.floats(2, last - first + 1);

    long queryOffset = query.offset(row) + (long) head * keyLength * Float.BYTES;
    MemorySegment.copy(query.data(), ValueLayout.JAVA_FLOAT, queryOffset, vector, 0, keyLength);
    float max = scoring.hasSinks() ? scoring.sink(head) : Float.NEGATIVE_INFINITY;
    for (int position = first; position <= last; position++) {
      int block = cache.block(table, position / KvStore.BLOCK_POSITIONS);
      load(
          cache.keys(block),
          cache.keyOffset(block, kvHead),
          position,
          keyLength,
          stored,
          keyLength);
      float score = capped(scoring, scoring.scale() * dot(vector, stored, keyLength));
      scores[position - first] = score;
      max = Math.max(max, score);
    }

    Arrays.fill(vector, 0, valueLength, 0);
    float sum = scoring.hasSinks() ? (float) Math.exp(scoring.sink(head) - max) : 0;
    for (int position = first; position <= last; position++) {
      float weight = (float) Math.exp(scores[position - first] - max);
      sum += weight;
      int block = cache.block(table, position / KvStore.BLOCK_POSITIONS);
      load(
          cache.values(block),
          cache.valueOffset(block, kvHead),
          position,
          cache.valueStride(),
          stored,
          valueLength);
      for (int i = 0; i < valueLength; i++) {
        vector[i] += weight * stored[i];
      }
    }
    for (int i = 0; i < valueLength; i++) {
      out.set(row, head * valueLength + i, vector[i] / sum);
    }
  }

  private static float capped(Scoring scoring, float score) {
    float cap = scoring.softCap();
    return cap == 0 ? score : (float) (cap * Math.tanh(score / cap));
  }

  /// @param stride numbers from one position to the next
  private void load(
      MemorySegment memory, long offset, int position, int stride, float[] target, int length) {
    long start = offset + position % KvStore.BLOCK_POSITIONS * type.bytes(stride);
    codec.decodeBlocks(memory, start, length / codec.blockLength(), target, 0);
  }

  private static float dot(float[] left, float[] right, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) left[i] * right[i];
    }
    return (float) sum;
  }
}
