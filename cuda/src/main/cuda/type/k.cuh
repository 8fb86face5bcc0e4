// The linear types with blocks of 256. A unit is 16 bytes of codes and the weights they hold, so that
// no byte of codes is loaded twice.
#pragma once
#include "../loader.cuh"

// Two-bit codes lie in planes: 32 bytes hold 128 weights, bits 2p of byte i those of weight 32p + i.
template <int BLOCK_BYTES>
struct Planes {
  static constexpr int BLOCK = 256;
  static constexpr int BYTES = BLOCK_BYTES;
  static constexpr int UNIT = 64;
  static constexpr int RUN = 16;
  static constexpr bool MIN = false;
  typedef NoTable Table;
  typedef Unit<UNIT, RUN> Part;

  // Unit: two to each 128 weights, each with 16 positions of four planes.
  static __device__ __forceinline__ int position(int unit, int run) {
    return 128 * (unit >> 1) + 32 * run + 16 * (unit & 1);
  }
};

struct Q2_K : Planes<84> {
  static constexpr bool MIN = true;

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 packed[4];
    load_words_4<4>(block + 16 + 16 * unit, packed);
    u32 scales = load_u32(block + 80);
    float d = half_to_float((u16)scales);
    float dmin = half_to_float((u16)(scales >> 16));
#pragma unroll
    for (int run = 0; run < 4; run++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        u.q[4 * run + i] = packed[i] >> 2 * run & 0x03030303u;
      }
      u32 s = __ldg(block + position(unit, run) / 16);
      u.scale[run] = d * (s & 15);
      u.min[run] = -dmin * (s >> 4);
    }
  }
};

struct Q3_K : Planes<110> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 high[4];
    u32 packed[4];
    u32 scales[3];
    load_words_even<4>(block + 16 * (unit & 1), high);
    load_words_even<4>(block + 32 + 16 * unit, packed);
    load_words_even<3>(block + 96, scales);
    float d = load_half(block + 108);
#pragma unroll
    for (int run = 0; run < 4; run++) {
      int plane = 4 * (unit >> 1) + run;
#pragma unroll
      for (int i = 0; i < 4; i++) {
        u32 code = packed[i] >> 2 * run & 0x03030303u;
        u.q[4 * run + i] = minus_each(code | (high[i] >> plane & 0x01010101u) << 2, 4);
      }
      int j = position(unit, run) / 16;
      int low = ((j & 4) != 0 ? scales[1] : scales[0]) >> (8 * (j & 3) + 4 * (j >> 3)) & 15;
      int top = scales[2] >> (8 * (j & 3) + 2 * (j >> 2)) & 3;
      u.scale[run] = d * (low + 16 * top - 32);
    }
  }
};

struct TQ2_0 : Planes<66> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 packed[4];
    load_words_even<4>(block + 16 * unit, packed);
    float d = load_half(block + 64);
#pragma unroll
    for (int run = 0; run < 4; run++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        u.q[4 * run + i] = minus_each(packed[i] >> 2 * run & 0x03030303u, 1);
      }
      u.scale[run] = d;
    }
  }
};

struct Q6_K : Planes<210> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 low[8];
    u32 high[4];
    const u8* nibbles = block + 64 * (unit >> 1) + 16 * (unit & 1);
    load_words_even<4>(nibbles, low);
    load_words_even<4>(nibbles + 32, low + 4);
    load_words_even<4>(block + 128 + 16 * unit, high);
    float d = load_half(block + 208);
#pragma unroll
    for (int run = 0; run < 4; run++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        u32 code = low[4 * (run & 1) + i] >> 4 * (run >> 1) & 0x0F0F0F0Fu;
        u.q[4 * run + i] = minus_each(code | (high[i] >> 2 * run & 0x03030303u) << 4, 32);
      }
      u.scale[run] = d * (signed char)__ldg(block + 192 + position(unit, run) / 16);
    }
  }
};

// Four- and five-bit codes: 32 bytes hold 64 weights, the low nibbles those of the first 32.
template <int BLOCK_BYTES>
struct ScaledNibbles {
  static constexpr int BLOCK = 256;
  static constexpr int BYTES = BLOCK_BYTES;
  static constexpr int UNIT = 64;
  static constexpr int RUN = 32;
  static constexpr bool MIN = true;
  typedef NoTable Table;
  typedef Unit<UNIT, RUN> Part;

  static __device__ __forceinline__ int position(int unit, int run) {
    return 64 * unit + 32 * run;
  }

  // Scales and minima of six bits: the first four have theirs in the low bits of 8 bytes; the
  // others have four bits in the last 4 bytes, two in the top bits of the first 8.
  static __device__ __forceinline__ void scales(const u8* block, int unit, Part& u) {
    uint4 head = __ldg((const uint4*)block);
    float d = half_to_float((u16)head.x);
    float dmin = half_to_float((u16)(head.x >> 16));
#pragma unroll
    for (int run = 0; run < 2; run++) {
      int shift = 8 * (2 * (unit & 1) + run);
      u32 c0 = head.y >> shift;
      u32 c4 = head.z >> shift;
      u32 c8 = head.w >> shift;
      u32 s = unit < 2 ? c0 & 63 : (c8 & 15) | (c0 >> 6 & 3) << 4;
      u32 m = unit < 2 ? c4 & 63 : (c8 >> 4 & 15) | (c4 >> 6 & 3) << 4;
      u.scale[run] = d * s;
      u.min[run] = -dmin * m;
    }
  }

  static __device__ __forceinline__ void codes(const u8* nibbles, Part& u) {
    u32 packed[8];
    load_words_16<8>(nibbles, packed);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = packed[i] & 0x0F0F0F0Fu;
      u.q[i + 8] = packed[i] >> 4 & 0x0F0F0F0Fu;
    }
  }
};

struct Q4_K : ScaledNibbles<144> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    scales(block, unit, u);
    codes(block + 16 + 32 * unit, u);
  }
};

struct Q5_K : ScaledNibbles<176> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 high[8];
    scales(block, unit, u);
    codes(block + 48 + 32 * unit, u);
    load_words_16<8>(block + 16, high);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u32 bits = high[i] >> 2 * unit;
      u.q[i] |= (bits & 0x01010101u) << 4;
      u.q[i + 8] |= (bits >> 1 & 0x01010101u) << 4;
    }
  }
};
