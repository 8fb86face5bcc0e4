// Products with matrices of plain numbers: F32, F16, BF16. Compiled once for each, with TYPE its name.
// Activations are floats and stay so; `in.bytes` of the arguments points to them.
#include "mmv.cuh"
#include "mmq.cuh"

struct F32 {
  typedef float Number;
  static __device__ __forceinline__ float value(float number) { return number; }
};

struct F16 {
  typedef u16 Number;
  static __device__ __forceinline__ float value(u16 number) { return half_to_float(number); }
};

struct BF16 {
  typedef u16 Number;
  static __device__ __forceinline__ float value(u16 number) { return bfloat_to_float(number); }
};

typedef TYPE::Number Number;

// As `mmv`, a lane taking every 32nd number of a row. Rows of odd length have no alignment, so
// numbers are read one by one; a warp's are neighbours.
template <int COLUMNS>
__device__ __forceinline__ void mmv_plain(const MmvArguments& a) {
  __shared__ float partial[MMV_WARPS][MMV_ROWS * COLUMNS];
  int lane = threadIdx.x % WARP;
  int warp = threadIdx.x / WARP;
  int share = warp % a.warps;
  int row = MMV_ROWS * (blockIdx.x * (MMV_WARPS / a.warps) + warp / a.warps);
  int first = blockIdx.y * COLUMNS;
  MmvMatrix m = chosen(a, blockIdx.z);
  int expert = a.experts == nullptr ? 0 : (int)__ldg(a.experts + first);
  const float* x[COLUMNS];
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) {
    int column = min(first + i, a.columns - 1) / a.columns_per_row;
    x[i] = (const float*)a.in.bytes + (long long)column * a.length;
  }
  float sum[MMV_ROWS][COLUMNS] = {};
  if (row < m.rows) {
    const Number* weights = (const Number*)m.weights + ((long long)expert * m.rows + row) * a.length;
    int next = row + 1 < m.rows ? a.length : 0;
#pragma unroll 4
    for (int i = share * WARP + lane; i < a.length; i += a.warps * WARP) {
      float w0 = TYPE::value(__ldg(weights + i));
      float w1 = TYPE::value(__ldg(weights + i + next));
#pragma unroll
      for (int column = 0; column < COLUMNS; column++) {
        float value = x[column][i];
        sum[0][column] += w0 * value;
        sum[1][column] += w1 * value;
      }
    }
  }
  finish<COLUMNS>(a, m, sum, partial, row, first, expert);
}

#define MMV_KERNEL(COLUMNS)                                      \
  extern "C" __global__ void __launch_bounds__(MMV_WARPS * WARP) \
      mmv##COLUMNS(const MmvArguments a) {                       \
    mmv_plain<COLUMNS>(a);                                       \
  }

MMV_KERNEL(1)
MMV_KERNEL(4)
MMV_KERNEL(8)

constexpr int PLAIN_TILE = 64;
constexpr int PLAIN_DEPTH = 16;

// A tile of 64 rows × 64 columns, 16 numbers of each at a time; a thread has 4 × 4 sums.
extern "C" __global__ void __launch_bounds__(256) mmq(const MmqArguments a) {
  __shared__ float weights[PLAIN_DEPTH][PLAIN_TILE + 4];
  __shared__ float columns[PLAIN_DEPTH][PLAIN_TILE + 4];
  __shared__ int column[PLAIN_TILE];
  int expert = blockIdx.z;
  int begin = a.ends == nullptr || expert == 0 ? 0 : __ldg(a.ends + expert - 1);
  int end = a.ends == nullptr ? a.columns : __ldg(a.ends + expert);
  int first_column = begin + blockIdx.y * PLAIN_TILE;
  int first_row = blockIdx.x * PLAIN_TILE;
  if (first_column >= end) {
    return;
  }
  if (threadIdx.x < PLAIN_TILE) {
    int place = min(first_column + (int)threadIdx.x, end - 1);
    column[threadIdx.x] = a.order == nullptr ? place : __ldg(a.order + place);
  }
  __syncthreads();
  const Number* matrix = (const Number*)a.weights + (long long)expert * a.rows * a.length;
  const float* in = (const float*)a.in.bytes;
  int tx = threadIdx.x % 16;
  int ty = threadIdx.x / 16;
  float sum[4][4] = {};
#pragma unroll 1
  for (int depth = 0; depth < a.length; depth += PLAIN_DEPTH) {
#pragma unroll 1
    for (int i = threadIdx.x; i < PLAIN_TILE * PLAIN_DEPTH; i += 256) {
      int k = i % PLAIN_DEPTH;
      int line = i / PLAIN_DEPTH;
      bool inside = depth + k < a.length;
      long long row = min(first_row + line, a.rows - 1);
      long long from = column[line] / a.columns_per_row;
      weights[k][line] = inside ? TYPE::value(__ldg(matrix + row * a.length + depth + k)) : 0.0f;
      columns[k][line] = inside ? in[from * a.length + depth + k] : 0.0f;
    }
    __syncthreads();
#pragma unroll 4
    for (int k = 0; k < PLAIN_DEPTH; k++) {
      float4 w = *(const float4*)&weights[k][4 * tx];
      float4 x = *(const float4*)&columns[k][4 * ty];
      float ws[4] = {w.x, w.y, w.z, w.w};
      float xs[4] = {x.x, x.y, x.z, x.w};
#pragma unroll
      for (int r = 0; r < 4; r++) {
#pragma unroll
        for (int c = 0; c < 4; c++) {
          sum[r][c] += ws[r] * xs[c];
        }
      }
    }
    __syncthreads();
  }
  float factor = a.factor * (a.factors == nullptr ? 1.0f : __ldg(a.factors + expert));
#pragma unroll
  for (int r = 0; r < 4; r++) {
#pragma unroll
    for (int c = 0; c < 4; c++) {
      int row = first_row + 4 * tx + r;
      int place = 4 * ty + c;
      if (row < a.rows && first_column + place < end) {
        float bias = a.bias == nullptr ? 0.0f : __ldg(a.bias + (long long)expert * a.rows + row);
        long long index = (long long)column[place] * a.rows + row;
        float total = sum[r][c] * factor + bias;
        a.out[index] = a.residual == nullptr ? total : total + a.residual[index];
      }
    }
  }
}

// out[i] = table[ids[i]], a block of threads to each row.
extern "C" __global__ void __launch_bounds__(256)
    rows(const u8* weights, const int* ids, float* out, int length) {
  const Number* row = (const Number*)weights + (long long)ids[blockIdx.x] * length;
  for (int i = threadIdx.x; i < length; i += blockDim.x) {
    out[(long long)blockIdx.x * length + i] = TYPE::value(__ldg(row + i));
  }
}
