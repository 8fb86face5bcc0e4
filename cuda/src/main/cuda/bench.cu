// What this GPU can do at best: copying memory, and int8 products on its tensor cores.
#include "mma.cuh"

// Copies 16 bytes per thread and step.
extern "C" __global__ void __launch_bounds__(256)
    copy(const uint4* from, uint4* to, long long count) {
  long long step = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
    to[i] = from[i];
  }
}

// `rounds` times 8 independent products of 16 × 8 × 32 in each warp; sums are written so that nothing
// is left out.
extern "C" __global__ void __launch_bounds__(256) multiply(int* out, int rounds) {
  u32 seed = threadIdx.x * 0x01010101u;
  u32 a[4] = {seed, seed + 1, seed + 2, seed + 3};
  int sum[8][4] = {};
#pragma unroll 1
  for (int i = 0; i < rounds; i++) {
#pragma unroll
    for (int j = 0; j < 8; j++) {
      mma_32(sum[j], a, seed, seed + j);
    }
  }
  int total = 0;
#pragma unroll
  for (int j = 0; j < 8; j++) {
    total += sum[j][0] + sum[j][1] + sum[j][2] + sum[j][3];
  }
  out[blockIdx.x * blockDim.x + threadIdx.x] = total;
}
