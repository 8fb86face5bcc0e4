// Types with blocks of 32: two nibbles to a byte, the low ones first, or bytes.
#pragma once
#include "../loader.cuh"

// Low nibbles of 16 bytes, then their high nibbles.
__device__ __forceinline__ void split_nibbles(const u32* packed, u32* q) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
    q[i] = packed[i] & 0x0F0F0F0Fu;
    q[i + 4] = packed[i] >> 4 & 0x0F0F0F0Fu;
  }
}

// Adds a fifth bit to 32 nibbles: bit i of `bits` belongs to nibble i.
__device__ __forceinline__ void add_fifth_bits(u32 bits, u32* q) {
#pragma unroll
  for (int i = 0; i < 8; i++) {
    q[i] |= ((bits >> 4 * i & 15u) * 0x00204081u & 0x01010101u) << 4;
  }
}

struct Q4_0 : Consecutive<32, 18, 32> {
  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    u32 packed[4];
    load_words_even<4>(block + 2, packed);
    split_nibbles(packed, u.q);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = minus_each(u.q[i], 8);
    }
    u.scale[0] = load_half(block);
  }
};

struct Q4_1 : Consecutive<32, 20, 32> {
  static constexpr bool MIN = true;

  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    u32 packed[4];
    u32 scales = load_u32(block);
    load_words_4<4>(block + 4, packed);
    split_nibbles(packed, u.q);
    u.scale[0] = half_to_float((u16)scales);
    u.min[0] = half_to_float((u16)(scales >> 16));
  }
};

struct Q5_0 : Consecutive<32, 22, 32> {
  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    u32 packed[5];
    load_words_even<5>(block + 2, packed);
    split_nibbles(packed + 1, u.q);
    add_fifth_bits(packed[0], u.q);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u.q[i] = minus_each(u.q[i], 16);
    }
    u.scale[0] = load_half(block);
  }
};

struct Q5_1 : Consecutive<32, 24, 32> {
  static constexpr bool MIN = true;

  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    u32 packed[5];
    u32 scales = load_u32(block);
    load_words_4<5>(block + 4, packed);
    split_nibbles(packed + 1, u.q);
    add_fifth_bits(packed[0], u.q);
    u.scale[0] = half_to_float((u16)scales);
    u.min[0] = half_to_float((u16)(scales >> 16));
  }
};

struct Q8_0 : Consecutive<32, 34, 32> {
  static __device__ __forceinline__ void load(const u8* block, int, const Table&, Part& u) {
    load_words_even<8>(block + 2, u.q);
    u.scale[0] = load_half(block);
  }
};
