// One and two bits with neighbours in one byte, and base-3 digits.
#pragma once
#include "lattice.cuh"

struct Q1_0 : Consecutive<128, 18, 32> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 bits = load_u32_even(block + 2 + 4 * unit);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = negate_where(0x01010101u, ~(bits >> 4 * i));
    }
    u.scale[0] = load_half(block);
  }
};

struct Q2_0 : Consecutive<64, 18, 32> {
  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    u32 packed[2];
    load_words_even<2>(block + 2 + 8 * unit, packed);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = minus_each(spread_pairs(packed[i >> 2] >> 8 * (i & 3)), 1);
    }
    u.scale[0] = load_half(block);
  }
};

struct TQ1_0 : Consecutive<256, 54, 32> {
  // Digit of each byte: the byte times a power of three, of which 8 bits count, times three, of
  // which the bits above those count.
  static __device__ __forceinline__ u32 digits(u32 bytes, u32 power) {
    u32 even = (bytes & 0x00FF00FFu) * power & 0x00FF00FFu;
    u32 odd = (bytes >> 8 & 0x00FF00FFu) * power & 0x00FF00FFu;
    u32 digits = (even * 3 >> 8 & 0x00030003u) | (odd * 3 & 0x03000300u);
    return minus_each(digits, 1);
  }

  static __device__ __forceinline__ u32 power(int exponent) {
    // 1 3 9 27 81
    return exponent == 4 ? 81u : 0x1B090301u >> 8 * exponent & 255u;
  }

  static __device__ __forceinline__ void load(const u8* block, int unit, const Table&, Part& u) {
    // Weights 0 to 159 are digits 0 to 4 of 32 bytes, 160 to 239 those of 16 more, 240 to 255
    // digits 0 to 3 of the last 4.
    u32 words[8];
    if (unit < 5) {
      load_words_even<8>(block, words);
#pragma unroll
      for (int i = 0; i < 8; i++) {
        u.q[i] = digits(words[i], power(unit));
      }
    } else {
      load_words_even<5>(block + 32, words);
      int digit = 2 * (unit - 5);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        u.q[i] = digits(words[i], power(digit));
        bool last = unit == 7;
        u.q[i + 4] = digits(last ? words[4] : words[i], power(last ? i : digit + 1));
      }
    }
    u.scale[0] = load_half(block + 52);
  }
};
