package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import java.lang.foreign.MemorySegment;
import llamajar.compute.RecurrentOp;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.Scratch;

/// Recurrent layers with vectors along channels and along the values of a head.
final class VectorRecurrence implements RecurrenceKernels {

  @Override
  public void convolve(
      int taps,
      MemorySegment weight,
      int first,
      int count,
      FloatRows in,
      int firstRow,
      int rowCount,
      MemorySegment history,
      long byteOffset,
      FloatRows out,
      Scratch scratch) {
    long stride = (long) in.width() * Float.BYTES;
    long place = (long) first * Float.BYTES;
    long weights = Memory.address(weight, 0, taps * stride) + place;
    long past = Memory.address(history, byteOffset, (taps - 1) * stride) + place;
    long source = Memory.address(in.data(), in.offset(firstRow), rowCount * stride) + place;
    long target = Memory.address(out.data(), out.offset(firstRow), rowCount * stride) + place;
    for (int row = 0; row < rowCount; row++) {
      long result = target + row * stride;
      for (int j = 0; j < taps; j++) {
        int time = row - (taps - 1) + j;
        long input = time < 0 ? past + (time + taps - 1) * stride : source + time * stride;
        if (j == 0) {
          multiply(weights, input, result, count);
        } else {
          multiplyAdd(weights + j * stride, input, result, count);
        }
      }
    }
    for (int j = 0; j < taps - 1; j++) {
      int time = rowCount - (taps - 1) + j;
      long input = time < 0 ? past + (time + taps - 1) * stride : source + time * stride;
      MemorySegment.copy(
          Memory.ALL, input, Memory.ALL, past + j * stride, (long) count * Float.BYTES);
    }
  }

  @Override
  public void delta(
      RecurrentOp.DeltaNet op,
      int head,
      int firstRow,
      int rowCount,
      FloatRows query,
      FloatRows key,
      FloatRows value,
      FloatRows update,
      FloatRows decay,
      MemorySegment rate,
      MemorySegment state,
      long byteOffset,
      FloatRows out,
      Scratch scratch) {
    int keyLength = op.keyLength();
    int valueLength = op.valueLength();
    long matrix = Memory.address(state, byteOffset, 4L * keyLength * valueLength);
    long q = Memory.address(scratch.memory(0, 4L * keyLength), 0, 4L * keyLength);
    long k = Memory.address(scratch.memory(1, 4L * keyLength), 0, 4L * keyLength);
    long work =
        Memory.address(scratch.memory(2, DeltaColumns.WORK_BYTES), 0, DeltaColumns.WORK_BYTES);
    float headRate = Memory.f32(Memory.address(rate, 4L * head, 4));
    float scale = (float) (1 / Math.sqrt(keyLength));
    long keyPlace = 4L * op.keyHead(head) * keyLength;
    long valuePlace = 4L * head * valueLength;
    for (int row = firstRow; row < firstRow + rowCount; row++) {
      unit(floats(query, row, keyPlace, keyLength), keyLength, op.epsilon(), q);
      unit(floats(key, row, keyPlace, keyLength), keyLength, op.epsilon(), k);
      DeltaColumns.step(
          matrix,
          keyLength,
          valueLength,
          k,
          q,
          floats(value, row, valuePlace, valueLength),
          RecurrentOp.DeltaNet.kept(headRate, decay.get(row, head)),
          RecurrentOp.DeltaNet.corrected(update.get(row, head)),
          Tiles.dot(k, q, keyLength),
          scale,
          work,
          floats(out, row, valuePlace, valueLength));
    }
  }

  private static long floats(FloatRows rows, int row, long place, int count) {
    return Memory.address(rows.data(), rows.offset(row) + place, 4L * count);
  }

  /// A vector divided by its length.
  private static void unit(long source, int count, float epsilon, long target) {
    float factor = (float) (1 / Math.sqrt(Tiles.dot(source, source, count) + epsilon));
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(source + 4L * i).mul(factor), target + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(target + 4L * i, Memory.f32(source + 4L * i) * factor);
    }
  }

  private static void multiply(long left, long right, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(left + 4L * i).mul(load(right + 4L * i)), out + 4L * i);
    }
    for (; i < count; i++) {
      Memory.f32(out + 4L * i, Memory.f32(left + 4L * i) * Memory.f32(right + 4L * i));
    }
  }

  private static void multiplyAdd(long left, long right, long out, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      long place = 4L * i;
      store(load(left + place).fma(load(right + place), load(out + place)), out + place);
    }
    for (; i < count; i++) {
      long place = 4L * i;
      float product = Memory.f32(left + place) * Memory.f32(right + place);
      Memory.f32(out + place, Memory.f32(out + place) + product);
    }
  }
}
