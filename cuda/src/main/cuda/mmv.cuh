// Products of a quantized matrix with one to eight columns.
//
// Reading the weights is what takes the time, so that each byte is read once and unpacked once for
// all columns. A warp has a pair of rows; with few rows, up to eight warps share a pair. Every lane unpacks a unit of both rows, multiplies it with
// the columns, and goes on; sums meet at the end, in an order that does not depend on timing.
#pragma once
#include "activation.cuh"
#include "loader.cuh"

constexpr int MMV_WARPS = 8;
constexpr int MMV_ROWS = 2;

// One of up to three matrices that read the same columns.
struct MmvMatrix {
  const u8* weights;      // [experts][rows][length]
  float* out;             // [columns][rows]
  const float* bias;      // [experts][rows], or null
  const float* residual;  // as `out`, added; or null
  const float* factors;   // [experts], or null: factor of each expert's matrix
  int rows;
  float factor;  // of the whole matrix
};

struct MmvArguments {
  MmvMatrix matrix[3];
  QuantizedRows in;
  const float* experts;  // [columns]: which matrix of the stack; or null: the one there is
  int length;
  int columns;
  int columns_per_row;  // this many columns read the same input row
  int warps;            // that share a pair of rows: 1, 2, 4 or 8
};

__device__ __forceinline__ MmvMatrix chosen(const MmvArguments& a, int index) {
  return index == 0 ? a.matrix[0] : index == 1 ? a.matrix[1] : a.matrix[2];
}

// Adds a unit's products with all columns.
template <class Loader, int COLUMNS>
__device__ __forceinline__ void multiply_unit(
    const typename Loader::Part (&u)[MMV_ROWS], const QuantizedRows& in,
    const int (&row)[COLUMNS], int length, int base, int unit, float (&sum)[MMV_ROWS][COLUMNS]) {
  constexpr int WORDS = Loader::RUN / 4;
#pragma unroll
  for (int column = 0; column < COLUMNS; column++) {
#pragma unroll
    for (int run = 0; run < Loader::UNIT / Loader::RUN; run++) {
      int at = base + Loader::position(unit, run);
      u32 x[WORDS];
      load_words_16<WORDS>(in.bytes + (long long)row[column] * length + at, x);
      int group = row[column] * (length / QUANT) + at / QUANT;
      float scale = __ldg(in.scales + group);
      float total = 0;
      if (Loader::MIN) {
        float2 halves = __ldg(in.sums + group);
        total = Loader::RUN == 32 ? halves.x + halves.y : at % QUANT == 0 ? halves.x : halves.y;
      }
#pragma unroll
      for (int r = 0; r < MMV_ROWS; r++) {
        int dot = 0;
#pragma unroll
        for (int i = 0; i < WORDS; i++) {
          dot = dp4a(u[r].q[WORDS * run + i], x[i], dot);
        }
        sum[r][column] += scale * (u[r].scale[run] * dot);
        if (Loader::MIN) {
          sum[r][column] += u[r].min[run] * total;
        }
      }
    }
  }
}

// Adds what lanes and warps have, then writes the results.
template <int COLUMNS>
__device__ __forceinline__ void finish(
    const MmvArguments& a, const MmvMatrix& m, float (&sum)[MMV_ROWS][COLUMNS],
    float (&partial)[MMV_WARPS][MMV_ROWS * COLUMNS], int row, int first, int expert) {
  int lane = threadIdx.x % WARP;
  int warp = threadIdx.x / WARP;
#pragma unroll 1
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
#pragma unroll
    for (int i = 0; i < MMV_ROWS * COLUMNS; i++) {
      float& value = sum[i / COLUMNS][i % COLUMNS];
      value += __shfl_xor_sync(ALL_LANES, value, distance);
    }
  }
  if (lane == 0) {
#pragma unroll
    for (int i = 0; i < MMV_ROWS * COLUMNS; i++) {
      partial[warp][i] = sum[i / COLUMNS][i % COLUMNS];
    }
  }
  __syncthreads();
  // The lanes of a pair's first warp finish one result each.
  int target = row + lane / COLUMNS;
  int column = first + lane % COLUMNS;
  if (warp % a.warps != 0 || lane >= MMV_ROWS * COLUMNS || target >= m.rows || column >= a.columns) {
    return;
  }
  float total = 0;
#pragma unroll 1
  for (int i = 0; i < a.warps; i++) {
    total += partial[warp + i][lane];
  }
  total *= m.factor * (m.factors == nullptr ? 1.0f : __ldg(m.factors + expert));
  if (m.bias != nullptr) {
    total += __ldg(m.bias + (long long)expert * m.rows + target);
  }
  long long index = (long long)column * m.rows + target;
  if (m.residual != nullptr) {
    total += m.residual[index];
  }
  m.out[index] = total;
}

template <class Loader, int COLUMNS>
__device__ __forceinline__ void mmv(const MmvArguments& a) {
  __shared__ typename Loader::Table table;
  __shared__ float partial[MMV_WARPS][MMV_ROWS * COLUMNS];
  table.fill();
  __syncthreads();

  int lane = threadIdx.x % WARP;
  int warp = threadIdx.x / WARP;
  int share = warp % a.warps;
  int row = MMV_ROWS * (blockIdx.x * (MMV_WARPS / a.warps) + warp / a.warps);
  int first = blockIdx.y * COLUMNS;
  MmvMatrix m = chosen(a, blockIdx.z);
  int expert = a.experts == nullptr ? 0 : (int)__ldg(a.experts + first);
  int columns[COLUMNS];
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) {
    // Surplus columns repeat the last one; nobody reads their sums.
    columns[i] = min(first + i, a.columns - 1) / a.columns_per_row;
  }

  float sum[MMV_ROWS][COLUMNS] = {};
  if (row < m.rows) {
    long long row_bytes = (long long)(a.length / Loader::BLOCK) * Loader::BYTES;
    const u8* weights = m.weights + ((long long)expert * m.rows + row) * row_bytes;
    long long next = row + 1 < m.rows ? row_bytes : 0;
    constexpr int UNITS = Loader::BLOCK / Loader::UNIT;
#pragma unroll 1
    for (int i = share * WARP + lane; i < a.length / Loader::UNIT; i += a.warps * WARP) {
      int block = i / UNITS;
      int unit = i % UNITS;
      typename Loader::Part u[MMV_ROWS];
#pragma unroll
      for (int r = 0; r < MMV_ROWS; r++) {
        const u8* at = weights + (long long)block * Loader::BYTES + r * next;
        Loader::load(at, unit, table, u[r]);
      }
      multiply_unit<Loader, COLUMNS>(
          u, a.in, columns, a.length, block * Loader::BLOCK, unit, sum);
    }
  }
  finish<COLUMNS>(a, m, sum, partial, row, first, expert);
}
