// IQ2: points of eight magnitudes. The scale is (2s + 1) / 8 of the block's.
#pragma once
#include "lattice.cuh"

__device__ const u16 IQ2_XXS_GRID[256] = {
#include "iq2xxs.inc"
};
__device__ const u16 IQ2_XS_GRID[512] = {
#include "iq2xs.inc"
};
__device__ const u16 IQ2_S_GRID[1024] = {
#include "iq2s.inc"
};

struct IQ2_XXS : Consecutive<256, 66, 32> {
  struct Table : MagnitudeGrid<256> {
    __device__ void fill() { MagnitudeGrid<256>::fill(IQ2_XXS_GRID); }
  };

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 words[2];
    load_words_even<2>(block + 2 + 8 * unit, words);
    u32 signs = complete_signs(words[1]);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      t.point(words[0] >> 8 * k & 255, signs >> 8 * k, u.q + 2 * k);
    }
    u.scale[0] = load_half(block) * ((words[1] >> 28) * 0.25f + 0.125f);
  }
};

// Types with a scale of four bits per 16 weights.
struct TwoScales : Consecutive<256, 0, 16> {
  static __device__ __forceinline__ void scales(float d, u32 pair, Part& u) {
    u.scale[0] = d * ((pair & 15) * 0.25f + 0.125f);
    u.scale[1] = d * ((pair >> 4) * 0.25f + 0.125f);
  }
};

struct IQ2_XS : TwoScales {
  static constexpr int BYTES = 74;

  struct Table : MagnitudeGrid<512> {
    __device__ void fill() { MagnitudeGrid<512>::fill(IQ2_XS_GRID); }
  };

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 words[2];
    load_words_even<2>(block + 2 + 8 * unit, words);
    u32 sets = (words[0] >> 9 & 0x7Fu) | (words[0] >> 25) << 7 | (words[1] >> 9 & 0x7Fu) << 14
        | (words[1] >> 25) << 21;
    u32 signs = complete_signs(sets);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      t.point(words[k >> 1] >> 16 * (k & 1) & 511, signs >> 8 * k, u.q + 2 * k);
    }
    scales(load_half(block), __ldg(block + 66 + unit), u);
  }
};

struct IQ2_S : TwoScales {
  static constexpr int BYTES = 82;

  struct Table : MagnitudeGrid<1024> {
    __device__ void fill() { MagnitudeGrid<1024>::fill(IQ2_S_GRID); }
  };

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table& t, Part& u) {
    u32 low = load_u32_even(block + 2 + 4 * unit);
    u32 signs = load_u32_even(block + 34 + 4 * unit);
    u32 high = __ldg(block + 66 + unit);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      u32 index = (low >> 8 * k & 255) | (high >> 2 * k & 3) << 8;
      t.point(index, signs >> 8 * k, u.q + 2 * k);
    }
    scales(load_half(block), __ldg(block + 74 + unit), u);
  }
};
