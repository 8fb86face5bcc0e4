// Rows of a quantized matrix as floats: embeddings.
#pragma once
#include "loader.cuh"

// out[i] = table[ids[i]], a block of threads to each row; exactly what the format defines.
template <class Loader>
__device__ __forceinline__ void decode_rows(
    const u8* weights, const int* ids, float* out, int length) {
  __shared__ typename Loader::Table table;
  table.fill();
  __syncthreads();
  const u8* row = weights + (long long)ids[blockIdx.x] * (length / Loader::BLOCK) * Loader::BYTES;
  float* target = out + (long long)blockIdx.x * length;
  constexpr int UNITS = Loader::BLOCK / Loader::UNIT;
  for (int i = threadIdx.x; i < length / Loader::UNIT; i += blockDim.x) {
    int block = i / UNITS;
    int unit = i % UNITS;
    typename Loader::Part u;
    Loader::load(row + (long long)block * Loader::BYTES, unit, table, u);
#pragma unroll
    for (int run = 0; run < Loader::UNIT / Loader::RUN; run++) {
      float* at = target + block * Loader::BLOCK + Loader::position(unit, run);
#pragma unroll
      for (int j = 0; j < Loader::RUN / 4; j++) {
        u32 q = u.q[Loader::RUN / 4 * run + j];
#pragma unroll 1
        for (int k = 0; k < 4; k++) {
          float value = (signed char)(q >> 8 * k);
          at[4 * j + k] =
              Loader::MIN ? __fmaf_rn(u.scale[run], value, u.min[run]) : u.scale[run] * value;
        }
      }
    }
  }
}
