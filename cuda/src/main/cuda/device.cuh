// What every kernel uses: numbers, unaligned loads, bytes in words, sums over a warp.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

constexpr int WARP = 32;
constexpr u32 ALL_LANES = 0xFFFFFFFFu;

__device__ __forceinline__ float half_to_float(u16 bits) {
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
}

__device__ __forceinline__ u16 float_to_half(float value) {
  u16 bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
}

__device__ __forceinline__ float bfloat_to_float(u16 bits) {
  return __uint_as_float((u32)bits << 16);
}

__device__ __forceinline__ u16 load_u16(const u8* address) {
  return __ldg((const u16*)address);
}

__device__ __forceinline__ float load_half(const u8* address) {
  return half_to_float(load_u16(address));
}

// A word at an even address: most blocks are not a multiple of four bytes long.
__device__ __forceinline__ u32 load_u32_even(const u8* address) {
  return load_u16(address) | (u32)load_u16(address + 2) << 16;
}

__device__ __forceinline__ u32 load_u32(const u8* address) {
  return __ldg((const u32*)address);
}

// COUNT words at an even address, from aligned words that are shifted into place: one load more
// than words instead of twice as many. The word that the last bytes lie in is read as a whole, so
// weights need two readable bytes behind them.
template <int COUNT>
__device__ __forceinline__ void load_words_even(const u8* address, u32* words) {
  const u32* aligned = (const u32*)((unsigned long long)address & ~3ull);
  u32 shift = ((unsigned long long)address & 2) * 8;
  u32 low = __ldg(aligned);
#pragma unroll
  for (int i = 0; i < COUNT; i++) {
    u32 high = i + 1 < COUNT || shift != 0 ? __ldg(aligned + i + 1) : 0;
    words[i] = __funnelshift_r(low, high, shift);
    low = high;
  }
}

// COUNT words (a multiple of 4) at an address that is a multiple of 16.
template <int COUNT>
__device__ __forceinline__ void load_words_16(const u8* address, u32* words) {
#pragma unroll
  for (int i = 0; i < COUNT; i += 4) {
    uint4 four = __ldg((const uint4*)(address + 4 * i));
    words[i] = four.x;
    words[i + 1] = four.y;
    words[i + 2] = four.z;
    words[i + 3] = four.w;
  }
}

// COUNT words at an address that is a multiple of 4.
template <int COUNT>
__device__ __forceinline__ void load_words_4(const u8* address, u32* words) {
#pragma unroll
  for (int i = 0; i < COUNT; i++) {
    words[i] = load_u32(address + 4 * i);
  }
}

// Four of the eight bytes of `low` and `high`, as four nibbles of `selector` say. A nibble's top bit
// takes the sign of the byte instead, eight times; the intrinsic __byte_perm doesn't promise that.
__device__ __forceinline__ u32 permute(u32 low, u32 high, u32 selector) {
  u32 bytes;
  asm("prmt.b32 %0, %1, %2, %3;" : "=r"(bytes) : "r"(low), "r"(high), "r"(selector));
  return bytes;
}

// Bytes of ones where the byte is negative, zeros elsewhere.
__device__ __forceinline__ u32 sign_bytes(u32 bytes) {
  return permute(bytes, 0, 0xBA98u);
}

// Four unsigned bytes below 128, each minus the same number: no borrow crosses bytes, because 128
// is added first and taken away as a bit.
__device__ __forceinline__ u32 minus_each(u32 bytes, u32 subtrahend) {
  return (bytes + (0x80u - subtrahend) * 0x01010101u) ^ 0x80808080u;
}

// Four magnitudes from 1 to 127, negated where the lowest bits of `signs` say so.
__device__ __forceinline__ u32 negate_where(u32 magnitudes, u32 signs) {
  // The bit of byte i goes to its bit 7, then fills the byte. Four bits, so that nothing carries.
  u32 spread = (signs & 15u) * 0x10204080u;
  u32 mask = sign_bytes(spread);
  return (magnitudes ^ mask) + (mask & 0x01010101u);
}

// Looks four nibbles of `nibbles` up in a table of sixteen bytes: the nibbles at bits 0, 8, 16, 24.
__device__ __forceinline__ u32 lookup_nibbles(u32 nibbles, u32 t0, u32 t1, u32 t2, u32 t3) {
  // prmt selects by three bits; the fourth chooses between two results.
  u32 packed = nibbles | nibbles >> 4;
  u32 selector = permute(packed, 0, 0x4420u) & 0x7777u;
  u32 low = permute(t0, t1, selector);
  u32 high = permute(t2, t3, selector);
  u32 pick = sign_bytes(nibbles << 4);
  return (low & ~pick) | (high & pick);
}

__device__ __forceinline__ int dp4a(u32 weights, u32 activations, int sum) {
  return __dp4a((int)weights, (int)activations, sum);
}

__device__ __forceinline__ float warp_sum(float value) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  return value;
}

__device__ __forceinline__ float warp_max(float value) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, distance));
  }
  return value;
}
