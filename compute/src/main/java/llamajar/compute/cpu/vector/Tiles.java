package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;
import static llamajar.compute.cpu.vector.Lanes.load;
import static llamajar.compute.cpu.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;

/// Products of two sets of rows of floats: `y[c][r] = Σ_k w[r][k] · x[c][k]`.
///
/// The work is done in tiles of 4 rows by 3 columns, whose 12 sums stay in registers with lanes
/// along `k`. More sums would need more registers than AVX2 has; with AVX-512 the compiler starts
/// to move sums to the stack at about 20. A tile leaves its sums in memory and another method adds
/// their lanes up, because adding them up in place costs more than the products of 256 weights.
final class Tiles {
  /// Bytes of working memory that a product needs.
  static final int SUMS_BYTES = 12 * Lanes.BYTES;

  private static final int ROWS = 4;
  private static final int COLUMNS = 3;

  private Tiles() {}

  /// Multiplies `rows` rows with `columns` columns.
  ///
  /// @param w address of the first row's floats
  /// @param wStride bytes from a row to the next
  /// @param x address of the first column's floats
  /// @param xStride bytes from a column to the next
  /// @param length floats to sum over
  /// @param y address of the result of the first row and column; those of a column are neighbours
  /// @param yStride bytes from a column's results to those of the next
  /// @param accumulate whether to add to what is there
  /// @param sums working memory of [#SUMS_BYTES] bytes
  static void product(
      long w,
      long wStride,
      int rows,
      long x,
      long xStride,
      int columns,
      int length,
      long y,
      long yStride,
      boolean accumulate,
      long sums) {
    int tiledRows = rows - rows % ROWS;
    int vectorLength = length - length % COUNT;
    for (int c = 0; c < columns; ) {
      int width = columns - c >= COLUMNS ? COLUMNS : 1;
      for (int r = 0; r < tiledRows; r += ROWS) {
        long wr = w + r * wStride;
        long xc = x + c * xStride;
        long yc = y + c * yStride + (long) r * Float.BYTES;
        if (width == COLUMNS) {
          tile4x3(wr, wStride, xc, xStride, vectorLength, sums);
        } else {
          tile4x1(wr, wStride, xc, vectorLength, sums);
        }
        for (int j = 0; j < width; j++) {
          reduce(sums + (long) j * ROWS * Lanes.BYTES, yc + j * yStride, accumulate);
        }
      }
      c += width;
    }
    if (vectorLength < length) {
      addRest(w, wStride, tiledRows, x, xStride, columns, vectorLength, length, y, yStride);
    }
    for (int r = tiledRows; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float sum = dot(w + r * wStride, x + c * xStride, length);
        long target = y + c * yStride + (long) r * Float.BYTES;
        Memory.f32(target, accumulate ? Memory.f32(target) + sum : sum);
      }
    }
  }

  /// The product of one row and one column.
  static float dot(long w, long x, int length) {
    w = Memory.positive(w);
    x = Memory.positive(x);
    FloatVector a0 = FloatVector.zero(Lanes.F);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int k = 0;
    for (; k <= length - 4 * COUNT; k += 4 * COUNT) {
      long o = 4L * k;
      a0 = load(w + o).fma(load(x + o), a0);
      a1 = load(w + Lanes.BYTES + o).fma(load(x + Lanes.BYTES + o), a1);
      a2 = load(w + 2L * Lanes.BYTES + o).fma(load(x + 2L * Lanes.BYTES + o), a2);
      a3 = load(w + 3L * Lanes.BYTES + o).fma(load(x + 3L * Lanes.BYTES + o), a3);
    }
    for (; k <= length - COUNT; k += COUNT) {
      a0 = load(w + 4L * k).fma(load(x + 4L * k), a0);
    }
    float sum = Lanes.sum(a0.add(a1).add(a2.add(a3)));
    for (; k < length; k++) {
      sum = Math.fma(Memory.f32(w + 4L * k), Memory.f32(x + 4L * k), sum);
    }
    return sum;
  }

  private static void tile4x3(long w, long wStride, long x, long xStride, int length, long sums) {
    FloatVector zero = FloatVector.zero(Lanes.F);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s32 = zero;
    for (int k = 0; k < length; k += COUNT) {
      long wk = w + 4L * k;
      long xk = x + 4L * k;
      FloatVector x0 = load(xk);
      FloatVector x1 = load(xk + xStride);
      FloatVector x2 = load(xk + 2 * xStride);
      FloatVector w0 = load(wk);
      s00 = w0.fma(x0, s00);
      s01 = w0.fma(x1, s01);
      s02 = w0.fma(x2, s02);
      FloatVector w1 = load(wk + wStride);
      s10 = w1.fma(x0, s10);
      s11 = w1.fma(x1, s11);
      s12 = w1.fma(x2, s12);
      FloatVector w2 = load(wk + 2 * wStride);
      s20 = w2.fma(x0, s20);
      s21 = w2.fma(x1, s21);
      s22 = w2.fma(x2, s22);
      FloatVector w3 = load(wk + 3 * wStride);
      s30 = w3.fma(x0, s30);
      s31 = w3.fma(x1, s31);
      s32 = w3.fma(x2, s32);
    }
    store(s00, sums);
    store(s10, sums + Lanes.BYTES);
    store(s20, sums + 2L * Lanes.BYTES);
    store(s30, sums + 3L * Lanes.BYTES);
    store(s01, sums + 4L * Lanes.BYTES);
    store(s11, sums + 5L * Lanes.BYTES);
    store(s21, sums + 6L * Lanes.BYTES);
    store(s31, sums + 7L * Lanes.BYTES);
    store(s02, sums + 8L * Lanes.BYTES);
    store(s12, sums + 9L * Lanes.BYTES);
    store(s22, sums + 10L * Lanes.BYTES);
    store(s32, sums + 11L * Lanes.BYTES);
  }

  private static void tile4x1(long w, long wStride, long x, int length, long sums) {
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int k = 0; k < length; k += COUNT) {
      long wk = w + 4L * k;
      FloatVector x0 = load(x + 4L * k);
      s0 = load(wk).fma(x0, s0);
      s1 = load(wk + wStride).fma(x0, s1);
      s2 = load(wk + 2 * wStride).fma(x0, s2);
      s3 = load(wk + 3 * wStride).fma(x0, s3);
    }
    store(s0, sums);
    store(s1, sums + Lanes.BYTES);
    store(s2, sums + 2L * Lanes.BYTES);
    store(s3, sums + 3L * Lanes.BYTES);
  }

  /// Adds up the lanes of four sums, in an order that does not depend on how far the code has been
  /// compiled.
  private static void reduce(long sums, long y, boolean accumulate) {
    for (int r = 0; r < ROWS; r++) {
      long lanes = sums + (long) r * Lanes.BYTES;
      float even = 0;
      float odd = 0;
      for (int i = 0; i < COUNT; i += 2) {
        even += Memory.f32(lanes + 4L * i);
        odd += Memory.f32(lanes + 4L * i + 4);
      }
      float sum = even + odd;
      long target = y + (long) r * Float.BYTES;
      Memory.f32(target, accumulate ? Memory.f32(target) + sum : sum);
    }
  }

  /// Adds the products of the last `length − from` floats, which don't fill a vector.
  private static void addRest(
      long w,
      long wStride,
      int rows,
      long x,
      long xStride,
      int columns,
      int from,
      int length,
      long y,
      long yStride) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        long target = y + c * yStride + (long) r * Float.BYTES;
        float sum = Memory.f32(target);
        for (int k = from; k < length; k++) {
          sum =
              Math.fma(
                  Memory.f32(w + r * wStride + 4L * k), Memory.f32(x + c * xStride + 4L * k), sum);
        }
        Memory.f32(target, sum);
      }
    }
  }
}
