// IQ1: points of eight values -1, 0, 1, shifted by an eighth up or down. Eight times a weight is an
// integer, 8t + 1 or 8t - 1, so the shift costs no second sum.
#pragma once
#include "lattice.cuh"

__device__ const u16 IQ1_GRID[2048] = {
#include "iq1s.inc"
};

struct TernaryGrid {
  // Values plus one; nibbles 2j are coordinates j, nibbles 2j + 1 coordinates j + 4.
  u32 points[2048];

  __device__ void fill() {
    for (int i = threadIdx.x; i < 2048; i += blockDim.x) {
      u32 point = __ldg(IQ1_GRID + i);
      points[i] = spread_pairs(point) | spread_pairs(point >> 8) << 4;
    }
  }

  // `shift` is 2 for up, 0 for down, in each byte.
  __device__ __forceinline__ void point(u32 index, u32 shift, u32* q) const {
    u32 packed = points[index];
    q[0] = minus_each((packed & 0x0F0F0F0Fu) * 8 + shift, 9);
    q[1] = minus_each((packed >> 4 & 0x0F0F0F0Fu) * 8 + shift, 9);
  }
};

struct IQ1_S : Consecutive<256, 50, 32> {
  typedef TernaryGrid Table;

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 low = load_u32_even(block + 2 + 4 * unit);
    u32 high = load_u16(block + 34 + 2 * unit);
    u32 shift = (high & 0x8000u) != 0 ? 0 : 0x02020202u;
#pragma unroll
    for (int k = 0; k < 4; k++) {
      t.point((low >> 8 * k & 255) | (high >> 3 * k & 7) << 8, shift, u.q + 2 * k);
    }
    u.scale[0] = load_half(block) * ((high >> 12 & 7) * 0.25f + 0.125f);
  }
};

struct IQ1_M : Consecutive<256, 56, 16> {
  typedef TernaryGrid Table;

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 low = load_u32_even(block + 4 * unit);
    u32 high = load_u16(block + 32 + 2 * unit);
    u32 c01 = load_u32_even(block + 48);
    u32 c23 = load_u32_even(block + 52);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      u32 bits = high >> 4 * k;
      t.point((low >> 8 * k & 255) | (bits & 7) << 8, (bits & 8) != 0 ? 0 : 0x02020202u,
          u.q + 2 * k);
    }
    // The half-precision scale is scattered over the top nibbles of four words.
    float d = half_to_float((u16)((c01 >> 12 & 15) | (c01 >> 28) << 4 | (c23 >> 12 & 15) << 8
        | (c23 >> 28) << 12));
    u32 three_bits = ((unit & 4) != 0 ? c23 : c01) >> (16 * (unit >> 1 & 1) + 6 * (unit & 1));
    u.scale[0] = d * ((three_bits & 7) * 0.25f + 0.125f);
    u.scale[1] = d * ((three_bits >> 3 & 7) * 0.25f + 0.125f);
  }
};
