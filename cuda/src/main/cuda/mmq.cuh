// Products of a quantized matrix with many columns on int8 tensor cores.
//
// A block of threads computes a tile of 128 rows × 64 columns, 128 weights of each row at a time:
// units become bytes and scales in shared memory, whatever the type, and are multiplied with all
// columns of the tile. Each of 8 warps has 32 rows × 32 columns. Sums are integers over one scale
// (16 or 32 weights), then floats.
#pragma once
#include "activation.cuh"
#include "loader.cuh"
#include "mma.cuh"

constexpr int MMQ_WARPS = 8;
constexpr int MMQ_THREADS = MMQ_WARPS * WARP;
constexpr int MMQ_ROWS = 128;
constexpr int MMQ_COLUMNS = 64;
constexpr int MMQ_DEPTH = 128;
// 36 words to a row: the 8 rows × 4 words of a fragment lie in 32 different banks.
constexpr int MMQ_PITCH = MMQ_DEPTH + 16;

struct MmqArguments {
  const u8* weights;      // [experts][rows][length]
  QuantizedRows in;
  float* out;             // [columns][rows]
  const float* bias;      // [experts][rows], or null
  const float* residual;  // as `out`, added; or null
  const float* factors;   // [experts], or null
  const int* order;       // columns in the order of their experts, or null: as they are
  const int* ends;        // [experts]: where an expert's columns end in `order`, or null: one matrix
  int rows;
  int length;
  int columns;
  int columns_per_row;  // this many columns read the same input row
  float factor;
};

template <class Loader>
struct MmqStep {
  static constexpr int RUNS = MMQ_DEPTH / Loader::RUN;
  u8 weights[MMQ_ROWS][MMQ_PITCH];
  u8 columns[MMQ_COLUMNS][MMQ_PITCH];
  float scale[RUNS][MMQ_ROWS];
  float min[Loader::MIN ? RUNS : 1][MMQ_ROWS];
  float column_scale[MMQ_DEPTH / QUANT][MMQ_COLUMNS];
  float column_sum[Loader::MIN ? MMQ_DEPTH / 16 : 1][MMQ_COLUMNS];
};

// What is multiplied, and in the end the result, which leaves in whole rows.
template <class Loader>
union MmqTile {
  MmqStep<Loader> step;
  // 132 words to a column: the 4 columns of a fragment lie in different banks.
  float result[MMQ_COLUMNS][MMQ_ROWS + 4];
};

// A thread's units of one step, between unpacking and storing.
template <class Loader>
struct MmqStage {
  static constexpr int UNITS = MMQ_ROWS * MMQ_DEPTH / Loader::UNIT / MMQ_THREADS;
  typename Loader::Part part[UNITS];
};

// Units of 128 weights of a row are neighbours in the numbering, so that a warp reads along rows.
template <class Loader>
__device__ __forceinline__ void unpack(
    MmqStage<Loader>& stage, const typename Loader::Table& table, const u8* weights,
    long long row_bytes, int first_row, int rows, int depth, int length) {
  constexpr int PER_ROW = MMQ_DEPTH / Loader::UNIT;
  constexpr int PER_BLOCK = Loader::BLOCK / Loader::UNIT;
#pragma unroll
  for (int i = 0; i < MmqStage<Loader>::UNITS; i++) {
    int index = threadIdx.x + i * MMQ_THREADS;
    int row = min(first_row + index / PER_ROW, rows - 1);
    int unit = depth / Loader::UNIT + index % PER_ROW;
    if (unit * Loader::UNIT < length) {
      const u8* block = weights + row * row_bytes + (long long)(unit / PER_BLOCK) * Loader::BYTES;
      Loader::load(block, unit % PER_BLOCK, table, stage.part[i]);
    } else {
      stage.part[i] = {};
    }
  }
}

template <class Loader>
__device__ __forceinline__ void store(
    MmqStep<Loader>& tile, const MmqStage<Loader>& stage, int depth) {
  constexpr int PER_ROW = MMQ_DEPTH / Loader::UNIT;
  constexpr int PER_BLOCK = Loader::BLOCK / Loader::UNIT;
#pragma unroll
  for (int i = 0; i < MmqStage<Loader>::UNITS; i++) {
    int index = threadIdx.x + i * MMQ_THREADS;
    int row = index / PER_ROW;
    int unit = (depth / Loader::UNIT + index % PER_ROW) % PER_BLOCK;
    int block = (depth / Loader::UNIT + index % PER_ROW) / PER_BLOCK * Loader::BLOCK;
#pragma unroll
    for (int run = 0; run < Loader::UNIT / Loader::RUN; run++) {
      int at = block + Loader::position(unit, run) - depth;
#pragma unroll
      for (int j = 0; j < Loader::RUN / 16; j++) {
        const u32* q = stage.part[i].q + Loader::RUN / 4 * run + 4 * j;
        *(uint4*)&tile.weights[row][at + 16 * j] = make_uint4(q[0], q[1], q[2], q[3]);
      }
      tile.scale[at / Loader::RUN][row] = stage.part[i].scale[run];
      if (Loader::MIN) {
        tile.min[at / Loader::RUN][row] = stage.part[i].min[run];
      }
    }
  }
}

// The activations of a step; columns beyond the last repeat it.
template <class Loader>
__device__ __forceinline__ void fetch_columns(
    MmqStep<Loader>& tile, const int (&columns)[MMQ_COLUMNS], const QuantizedRows& in, int depth,
    int length) {
  constexpr int CHUNKS = MMQ_DEPTH / 16;
#pragma unroll
  for (int i = threadIdx.x; i < MMQ_COLUMNS * CHUNKS; i += MMQ_THREADS) {
    int column = i / CHUNKS;
    int at = i % CHUNKS * 16;
    long long row = columns[column];
    if (depth + at < length) {
      copy_16(&tile.columns[column][at], in.bytes + row * length + depth + at);
    } else {
      *(uint4*)&tile.columns[column][at] = make_uint4(0, 0, 0, 0);
    }
  }
  constexpr int GROUPS = MMQ_DEPTH / QUANT;
#pragma unroll
  for (int i = threadIdx.x; i < MMQ_COLUMNS * GROUPS; i += MMQ_THREADS) {
    int column = i / GROUPS;
    int group = i % GROUPS;
    bool inside = depth + group * QUANT < length;
    long long at = columns[column] * (long long)(length / QUANT) + depth / QUANT + group;
    tile.column_scale[group][column] = inside ? __ldg(in.scales + at) : 0.0f;
    if (Loader::MIN) {
      float2 halves = inside ? __ldg(in.sums + at) : make_float2(0, 0);
      tile.column_sum[2 * group][column] = halves.x;
      tile.column_sum[2 * group + 1][column] = halves.y;
    }
  }
}

__device__ __forceinline__ u32 word(const u8 (&row)[MMQ_PITCH], int at) {
  return *(const u32*)&row[at];
}

// Multiplies 32 weights of each row of a warp's part of the tile.
template <class Loader>
__device__ __forceinline__ void multiply_group(
    const MmqStep<Loader>& tile, int group, int warp_row, int warp_column,
    float (&sum)[2][4][4]) {
  int lane = threadIdx.x % WARP;
  int g = lane / 4;
  int t = lane % 4;
  int at = group * QUANT + 4 * t;
  constexpr int RUNS = QUANT / Loader::RUN;
#pragma unroll
  for (int m = 0; m < 2; m++) {
    int row = warp_row + 16 * m + g;
    u32 a[4];
    a[0] = word(tile.weights[row], at);
    a[1] = word(tile.weights[row + 8], at);
    a[2] = word(tile.weights[row], at + 16);
    a[3] = word(tile.weights[row + 8], at + 16);
    float scale[RUNS][2];
    float min[RUNS][2];
#pragma unroll
    for (int run = 0; run < RUNS; run++) {
      scale[run][0] = tile.scale[RUNS * group + run][row];
      scale[run][1] = tile.scale[RUNS * group + run][row + 8];
      if (Loader::MIN) {
        min[run][0] = tile.min[RUNS * group + run][row];
        min[run][1] = tile.min[RUNS * group + run][row + 8];
      }
    }
#pragma unroll
    for (int n = 0; n < 4; n++) {
      int column = warp_column + 8 * n;
      u32 b0 = word(tile.columns[column + g], at);
      u32 b1 = word(tile.columns[column + g], at + 16);
      float2 factor = *(const float2*)&tile.column_scale[group][column + 2 * t];
      float scaled[4] = {0, 0, 0, 0};
      if (RUNS == 1) {
        int count[4] = {COUNT_FROM, COUNT_FROM, COUNT_FROM, COUNT_FROM};
        mma_32(count, a, b0, b1);
#pragma unroll
        for (int i = 0; i < 4; i++) {
          scaled[i] = (__int_as_float(count[i]) - COUNTED) * scale[0][i / 2];
        }
      } else {
#pragma unroll
        for (int run = 0; run < RUNS; run++) {
          int count[4] = {COUNT_FROM, COUNT_FROM, COUNT_FROM, COUNT_FROM};
          mma_16(count, a[2 * run], a[2 * run + 1], run == 0 ? b0 : b1);
#pragma unroll
          for (int i = 0; i < 4; i++) {
            scaled[i] += (__int_as_float(count[i]) - COUNTED) * scale[run][i / 2];
          }
        }
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
        sum[m][n][i] += scaled[i] * (i % 2 == 0 ? factor.x : factor.y);
      }
      if (Loader::MIN) {
        float2 first = *(const float2*)&tile.column_sum[2 * group][column + 2 * t];
        float2 last = *(const float2*)&tile.column_sum[2 * group + 1][column + 2 * t];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          float low = i % 2 == 0 ? first.x : first.y;
          float high = i % 2 == 0 ? last.x : last.y;
          if (RUNS == 1) {
            sum[m][n][i] += min[0][i / 2] * (low + high);
          } else {
            sum[m][n][i] += min[0][i / 2] * low + min[RUNS - 1][i / 2] * high;
          }
        }
      }
    }
  }
}

template <class Loader>
__device__ __forceinline__ void mmq(const MmqArguments& a) {
  __shared__ MmqTile<Loader> tile;
  __shared__ int column[MMQ_COLUMNS];
  __shared__ typename Loader::Table table;
  int expert = blockIdx.z;
  int begin = a.ends == nullptr || expert == 0 ? 0 : __ldg(a.ends + expert - 1);
  int end = a.ends == nullptr ? a.columns : __ldg(a.ends + expert);
  int first_column = begin + blockIdx.y * MMQ_COLUMNS;
  int first_row = blockIdx.x * MMQ_ROWS;
  if (first_column >= end) {
    return;
  }
  table.fill();
  if (threadIdx.x < MMQ_COLUMNS) {
    int place = min(first_column + (int)threadIdx.x, end - 1);
    int from = a.order == nullptr ? place : __ldg(a.order + place);
    column[threadIdx.x] = from / a.columns_per_row;
  }
  __syncthreads();

  long long row_bytes = (long long)(a.length / Loader::BLOCK) * Loader::BYTES;
  const u8* weights = a.weights + (long long)expert * a.rows * row_bytes;
  int warp = threadIdx.x / WARP;
  int warp_row = warp / 2 * 32;
  int warp_column = warp % 2 * 32;
  float sum[2][4][4] = {};
  MmqStage<Loader> stage;
#pragma unroll 1
  for (int depth = 0;; depth += MMQ_DEPTH) {
    // The next weights are under way while the last ones are multiplied.
    if (depth < a.length) {
      unpack<Loader>(stage, table, weights, row_bytes, first_row, a.rows, depth, a.length);
    }
    if (depth > 0) {
#pragma unroll 1
      for (int group = 0; group < MMQ_DEPTH / QUANT; group++) {
        multiply_group<Loader>(tile.step, group, warp_row, warp_column, sum);
      }
    }
    __syncthreads();
    if (depth >= a.length) {
      break;
    }
    fetch_columns<Loader>(tile.step, column, a.in, depth, a.length);
    store<Loader>(tile.step, stage, depth);
    copies_done();
    __syncthreads();
  }

  int lane = threadIdx.x % WARP;
#pragma unroll
  for (int m = 0; m < 2; m++) {
#pragma unroll
    for (int n = 0; n < 4; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int row = warp_row + 16 * m + lane / 4 + i / 2 * 8;
        tile.result[warp_column + 8 * n + lane % 4 * 2 + i % 2][row] = sum[m][n][i];
      }
    }
  }
  __syncthreads();
  float factor = a.factor * (a.factors == nullptr ? 1.0f : __ldg(a.factors + expert));
  int row = first_row + threadIdx.x % MMQ_ROWS;
  if (row >= a.rows) {
    return;
  }
  float bias = a.bias == nullptr ? 0.0f : __ldg(a.bias + (long long)expert * a.rows + row);
#pragma unroll 1
  for (int i = threadIdx.x / MMQ_ROWS; i < min(MMQ_COLUMNS, end - first_column);
       i += MMQ_THREADS / MMQ_ROWS) {
    int to = a.order == nullptr ? first_column + i : __ldg(a.order + first_column + i);
    long long index = (long long)to * a.rows + row;
    float total = tile.result[i][threadIdx.x % MMQ_ROWS] * factor + bias;
    if (a.residual != nullptr) {
      total += a.residual[index];
    }
    a.out[index] = total;
  }
}
