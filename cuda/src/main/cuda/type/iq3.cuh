// IQ3: points of four magnitudes.
#pragma once
#include "lattice.cuh"

__device__ const u16 IQ3_XXS_GRID[256] = {
#include "iq3xxs.inc"
};
__device__ const u16 IQ3_S_GRID[512] = {
#include "iq3s.inc"
};

struct IQ3_XXS : Consecutive<256, 98, 32> {
  struct Table : QuadGrid<256> {
    // 4, 12, 20 … 52 and 62.
    __device__ void fill() {
      for (int i = threadIdx.x; i < 256; i += blockDim.x) {
        u32 c = spread_nibbles(__ldg(IQ3_XXS_GRID + i));
        u32 last = c & c >> 1 & c >> 2 & 0x01010101u;
        points[i] = 0x04040404u + 8 * c + 2 * last;
      }
    }
  };

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 indices[2];
    load_words_even<2>(block + 2 + 8 * unit, indices);
    u32 tail = load_u32_even(block + 66 + 4 * unit);
    u32 signs = complete_signs(tail);
#pragma unroll
    for (int k = 0; k < 8; k++) {
      u32 magnitudes = t.points[indices[k >> 2] >> 8 * (k & 3) & 255];
      u.q[k] = negate_where(magnitudes, signs >> 4 * k);
    }
    u.scale[0] = load_half(block) * ((tail >> 28) * 0.5f + 0.25f);
  }
};

struct IQ3_S : Consecutive<256, 110, 32> {
  struct Table : QuadGrid<512> {
    // 1, 3, 5 … 15.
    __device__ void fill() {
      for (int i = threadIdx.x; i < 512; i += blockDim.x) {
        points[i] = 0x01010101u + 2 * spread_nibbles(__ldg(IQ3_S_GRID + i));
      }
    }
  };

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 indices[2];
    load_words_even<2>(block + 2 + 8 * unit, indices);
    u32 high = __ldg(block + 66 + unit);
    u32 signs = load_u32_even(block + 74 + 4 * unit);
#pragma unroll
    for (int k = 0; k < 8; k++) {
      u32 index = (indices[k >> 2] >> 8 * (k & 3) & 255) | (high >> k & 1) << 8;
      u.q[k] = negate_where(t.points[index], signs >> 4 * k);
    }
    u32 s = __ldg(block + 106 + (unit >> 1)) >> 4 * (unit & 1) & 15;
    u.scale[0] = load_half(block) * (2 * s + 1);
  }
};
