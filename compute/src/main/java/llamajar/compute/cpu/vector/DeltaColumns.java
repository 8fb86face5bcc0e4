package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.all;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;

/// One token's step of the gated delta rule for one head, in tiles of two vectors of columns: no
/// column of the state depends on another, and a tile stays in the first-level cache between the
/// pass that reads it and the pass that changes it.
///
/// The result is computed from the state as it was, `Sᵀq' = e^g Sᵀq + (k·q) δ`, so that two passes
/// do instead of three.
final class DeltaColumns {
  /// Bytes of working memory that a step needs.
  static final int WORK_BYTES = 2 * Lanes.BYTES;

  private static final int TILE = 2 * Lanes.COUNT;

  private DeltaColumns() {}

  /// @param matrix `[keyLength × valueLength]`
  /// @param k the key, of length 1
  /// @param q the query, of length 1
  /// @param kept factor on the state
  /// @param corrected factor on the error
  /// @param kq product of key and query
  /// @param scale factor on the result
  /// @param correction working memory of [#WORK_BYTES]
  static void step(
      long matrix,
      int keyLength,
      int valueLength,
      long k,
      long q,
      long value,
      float kept,
      float corrected,
      float kq,
      float scale,
      long correction,
      long out) {
    long stride = 4L * valueLength;
    int j = 0;
    for (; j <= valueLength - TILE; j += TILE) {
      long place = 4L * j;
      long tile = matrix + place;
      read(tile, stride, keyLength, k, q, kept, correction, out + place);
      correct(value + place, corrected, correction);
      finish(out + place, correction, kq, scale);
      change(tile, stride, keyLength, k, correction, kept);
    }
    for (; j < valueLength; j++) {
      long place = 4L * j;
      column(
          matrix + place,
          stride,
          keyLength,
          k,
          q,
          value + place,
          kept,
          corrected,
          kq,
          scale,
          out + place);
    }
  }

  /// Writes what the key and the query read of the kept state.
  private static void read(
      long tile, long stride, int keyLength, long k, long q, float kept, long ofKey, long ofQuery) {
    FloatVector k0 = FloatVector.zero(Lanes.F);
    FloatVector k1 = FloatVector.zero(Lanes.F);
    FloatVector q0 = FloatVector.zero(Lanes.F);
    FloatVector q1 = FloatVector.zero(Lanes.F);
    for (int i = 0; i < keyLength; i++) {
      FloatVector s0 = load(tile + i * stride);
      FloatVector s1 = load(tile + i * stride + Lanes.BYTES);
      FloatVector ki = all(Memory.f32(k + 4L * i));
      FloatVector qi = all(Memory.f32(q + 4L * i));
      k0 = ki.fma(s0, k0);
      k1 = ki.fma(s1, k1);
      q0 = qi.fma(s0, q0);
      q1 = qi.fma(s1, q1);
    }
    store(k0.mul(kept), ofKey);
    store(k1.mul(kept), ofKey + Lanes.BYTES);
    store(q0.mul(kept), ofQuery);
    store(q1.mul(kept), ofQuery + Lanes.BYTES);
  }

  /// Turns what the key read into the correction `δ`.
  private static void correct(long value, float corrected, long correction) {
    for (int o = 0; o < 2 * Lanes.BYTES; o += Lanes.BYTES) {
      store(load(value + o).sub(load(correction + o)).mul(corrected), correction + o);
    }
  }

  private static void finish(long out, long correction, float kq, float scale) {
    for (int o = 0; o < 2 * Lanes.BYTES; o += Lanes.BYTES) {
      FloatVector result = load(correction + o).fma(all(kq), load(out + o));
      store(result.mul(scale), out + o);
    }
  }

  private static void change(
      long tile, long stride, int keyLength, long k, long correction, float kept) {
    FloatVector d0 = load(correction);
    FloatVector d1 = load(correction + Lanes.BYTES);
    FloatVector factor = all(kept);
    for (int i = 0; i < keyLength; i++) {
      long row = tile + i * stride;
      FloatVector ki = all(Memory.f32(k + 4L * i));
      store(ki.fma(d0, load(row).mul(factor)), row);
      store(ki.fma(d1, load(row + Lanes.BYTES).mul(factor)), row + Lanes.BYTES);
    }
  }

  private static void column(
      long column,
      long stride,
      int keyLength,
      long k,
      long q,
      long value,
      float kept,
      float corrected,
      float kq,
      float scale,
      long out) {
    float ofKey = 0;
    float ofQuery = 0;
    for (int i = 0; i < keyLength; i++) {
      float s = Memory.f32(column + i * stride);
      ofKey += Memory.f32(k + 4L * i) * s;
      ofQuery += Memory.f32(q + 4L * i) * s;
    }
    float correction = corrected * (Memory.f32(value) - kept * ofKey);
    Memory.f32(out, (kept * ofQuery + kq * correction) * scale);
    for (int i = 0; i < keyLength; i++) {
      long place = column + i * stride;
      Memory.f32(place, kept * Memory.f32(place) + Memory.f32(k + 4L * i) * correction);
    }
  }
}
