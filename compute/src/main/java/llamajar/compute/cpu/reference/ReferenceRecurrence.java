package llamajar.compute.cpu.reference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.RecurrentOp;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.Scratch;

/// Recurrent layers as their formulas say, token by token.
final class ReferenceRecurrence implements RecurrenceKernels {

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
    int channels = in.width();
    float[] past = scratch.floats(0, taps);
    for (int channel = first; channel < first + count; channel++) {
      long place = byteOffset + (long) channel * Float.BYTES;
      long step = (long) channels * Float.BYTES;
      for (int j = 0; j < taps - 1; j++) {
        past[j] = history.get(ValueLayout.JAVA_FLOAT, place + j * step);
      }
      for (int row = firstRow; row < firstRow + rowCount; row++) {
        past[taps - 1] = in.get(row, channel);
        double sum = 0;
        for (int j = 0; j < taps; j++) {
          long tap = (long) j * channels + channel;
          sum += (double) weight.getAtIndex(ValueLayout.JAVA_FLOAT, tap) * past[j];
        }
        out.set(row, channel, (float) sum);
        System.arraycopy(past, 1, past, 0, taps - 1);
      }
      for (int j = 0; j < taps - 1; j++) {
        history.set(ValueLayout.JAVA_FLOAT, place + j * step, past[j]);
      }
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
    int keyHead = op.keyHead(head);
    float[] matrix = scratch.floats(0, keyLength * valueLength);
    float[] q = scratch.floats(1, keyLength);
    float[] k = scratch.floats(2, keyLength);
    float[] error = scratch.floats(3, valueLength);
    float[] result = scratch.floats(4, valueLength);
    float headRate = rate.getAtIndex(ValueLayout.JAVA_FLOAT, head);
    MemorySegment.copy(
        state, ValueLayout.JAVA_FLOAT, byteOffset, matrix, 0, keyLength * valueLength);
    for (int row = firstRow; row < firstRow + rowCount; row++) {
      unit(query, row, keyHead, keyLength, op.epsilon(), q);
      unit(key, row, keyHead, keyLength, op.epsilon(), k);
      float kept = RecurrentOp.DeltaNet.kept(headRate, decay.get(row, head));
      float corrected = RecurrentOp.DeltaNet.corrected(update.get(row, head));
      for (int i = 0; i < keyLength * valueLength; i++) {
        matrix[i] *= kept;
      }
      multiply(matrix, k, keyLength, valueLength, error);
      for (int j = 0; j < valueLength; j++) {
        error[j] = corrected * (value.get(row, head * valueLength + j) - error[j]);
      }
      for (int i = 0; i < keyLength; i++) {
        for (int j = 0; j < valueLength; j++) {
          matrix[i * valueLength + j] += k[i] * error[j];
        }
      }
      multiply(matrix, q, keyLength, valueLength, result);
      float scale = (float) (1 / Math.sqrt(keyLength));
      for (int j = 0; j < valueLength; j++) {
        out.set(row, head * valueLength + j, result[j] * scale);
      }
    }
    MemorySegment.copy(
        matrix, 0, state, ValueLayout.JAVA_FLOAT, byteOffset, keyLength * valueLength);
  }

  /// A head of a row, divided by its length.
  private static void unit(
      FloatRows rows, int row, int head, int length, float epsilon, float[] out) {
    MemorySegment.copy(
        rows.data(),
        ValueLayout.JAVA_FLOAT,
        rows.offset(row) + (long) head * length * Float.BYTES,
        out,
        0,
        length);
    double squares = 0;
    for (int i = 0; i < length; i++) {
      squares += (double) out[i] * out[i];
    }
    float factor = (float) (1 / Math.sqrt(squares + epsilon));
    for (int i = 0; i < length; i++) {
      out[i] *= factor;
    }
  }

  /// `out = matrixᵀ · vector`.
  private static void multiply(float[] matrix, float[] vector, int rows, int columns, float[] out) {
    java.util.Arrays.fill(out, 0, columns, 0);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j] += vector[i] * matrix[i * columns + j];
      }
    }
  }
}
