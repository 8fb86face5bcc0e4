// The lattice types: points of 8 or 4 coordinates looked up in a grid.
//
// A grid is stored as the host does it, 16 bits to a point; every block of threads unpacks it into
// shared memory, where all lanes of a warp can look up different points in a few cycles. Constant
// memory would serve one address at a time, and the L1 cache one line at a time.
#pragma once
#include "../loader.cuh"

// Four two-bit fields of a byte, one to each byte of a word.
__device__ __forceinline__ u32 spread_pairs(u32 fields) {
  u32 nibbles = (fields & 255u) * 0x1001u & 0x000F000Fu;
  return nibbles * 0x41u & 0x03030303u;
}

// Sets of eight signs whose eighth makes the number of minus signs even: four sets of 7 bits become
// four bytes.
__device__ __forceinline__ u32 complete_signs(u32 sets) {
  u32 halves = (sets & 0x3FFFu) | (sets & 0x0FFFC000u) << 2;
  u32 bytes = (halves & 0x007F007Fu) | (halves & 0x3F803F80u) << 1;
  u32 parity = bytes ^ bytes >> 4;
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return bytes | (parity & 0x01010101u) << 7;
}

// Points of eight magnitudes 8, 25 or 43.
template <int ENTRIES>
struct MagnitudeGrid {
  uint2 points[ENTRIES];

  // 0, 1, 2 → 8, 25, 43.
  static __device__ __forceinline__ u32 magnitudes(u32 indices) {
    return 0x08080808u + indices * 17u + (indices >> 1 & 0x01010101u);
  }

  __device__ void fill(const u16* packed) {
    for (int i = threadIdx.x; i < ENTRIES; i += blockDim.x) {
      u32 point = __ldg(packed + i);
      points[i] = make_uint2(magnitudes(spread_pairs(point)), magnitudes(spread_pairs(point >> 8)));
    }
  }

  __device__ __forceinline__ void point(u32 index, u32 signs, u32* q) const {
    uint2 magnitudes = points[index];
    q[0] = negate_where(magnitudes.x, signs);
    q[1] = negate_where(magnitudes.y, signs >> 4);
  }
};

// Points of four coordinates of three bits: 16 bits to a point, a coordinate to each nibble.
template <int ENTRIES>
struct QuadGrid {
  u32 points[ENTRIES];

  static __device__ __forceinline__ u32 spread_nibbles(u32 fields) {
    u32 halves = (fields | fields << 8) & 0x00FF00FFu;
    return (halves | halves << 4) & 0x07070707u;
  }
};
