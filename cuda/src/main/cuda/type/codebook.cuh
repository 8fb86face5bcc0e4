// Types whose nibbles are numbers in a codebook of sixteen.
#pragma once
#include "legacy.cuh"

// -127 -104 -83 -65 -49 -35 -22 -10 1 13 25 38 53 69 89 113
__device__ __forceinline__ u32 iq4_values(u32 nibbles) {
  return lookup_nibbles(nibbles, 0xBFAD9881u, 0xF6EADDCFu, 0x26190D01u, 0x71594535u);
}

// 0 1 2 3 4 6 8 12 and their negatives: E2M1, doubled.
__device__ __forceinline__ u32 fp4_values(u32 nibbles) {
  return lookup_nibbles(nibbles, 0x03020100u, 0x0C080604u, 0xFDFEFF00u, 0xF4F8FAFCu);
}

struct IQ4_NL : Consecutive<32, 18, 32> {
  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    u32 packed[4];
    load_words_even<4>(block + 2, packed);
    split_nibbles(packed, u.q);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = iq4_values(u.q[i]);
    }
    u.scale[0] = load_half(block);
  }
};

struct IQ4_XS : Consecutive<256, 136, 32> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 packed[4];
    u32 head = load_u32(block);
    load_words_4<4>(block + 8 + 16 * unit, packed);
    split_nibbles(packed, u.q);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = iq4_values(u.q[i]);
    }
    int low = load_u32(block + 4) >> 4 * unit & 15;
    int high = head >> (16 + 2 * unit) & 3;
    u.scale[0] = half_to_float((u16)head) * (low + 16 * high - 32);
  }
};

struct MXFP4 : Consecutive<32, 17, 32> {
  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    // Blocks of 17 bytes have no alignment at all.
    u32 packed[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const u8* at = block + 1 + 4 * i;
      packed[i] = __ldg(at) | __ldg(at + 1) << 8 | __ldg(at + 2) << 16 | (u32)__ldg(at + 3) << 24;
    }
    split_nibbles(packed, u.q);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = fp4_values(u.q[i]);
    }
    // 2^(e - 128); the smallest two are subnormal. 255 stands for no number.
    u32 e = __ldg(block);
    u32 power = e < 2 ? 0x00200000u << e : (e - 1) << 23;
    u.scale[0] = __uint_as_float(e == 255 ? 0x7FC00000u : power);
  }
};

struct NVFP4 : Consecutive<64, 36, 16> {
  // E4M3 without sign, halved; 0x7F stands for 0, and bytes with a sign for no number.
  static __device__ __forceinline__ float scale_of(u32 byte) {
    u32 exponent = byte >> 3 & 15;
    u32 mantissa = byte & 7;
    float normal = __uint_as_float((exponent + 119) << 23 | mantissa << 20);
    float subnormal = mantissa * 0.0009765625f;
    float value = byte == 0x7F ? 0.0f : exponent == 0 ? subnormal : normal;
    return byte >= 0x80 ? __uint_as_float(0x7FC00000u) : value;
  }

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 packed[4];
    u32 scales = load_u32(block) >> 16 * unit;
    load_words_4<4>(block + 4 + 16 * unit, packed);
#pragma unroll
    for (int run = 0; run < 2; run++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        u.q[4 * run + i] = fp4_values(packed[2 * run + i] & 0x0F0F0F0Fu);
        u.q[4 * run + i + 2] = fp4_values(packed[2 * run + i] >> 4 & 0x0F0F0F0Fu);
      }
      u.scale[run] = scale_of(scales >> 8 * run & 255);
    }
  }
};
