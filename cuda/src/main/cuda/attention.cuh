// What both kinds of attention kernels are told, and how they read the cache.
#pragma once
#include "device.cuh"

constexpr int BLOCK_POSITIONS = 64;

// How numbers are stored. Kernels for STORE_WIDE know at run time whether these are F32 or BF16.
constexpr int STORE_WIDE = 0;
constexpr int STORE_F16 = 1;
constexpr int STORE_Q8_0 = 2;
constexpr int STORE_BF16 = 3;

constexpr float LOWEST = -3.402823466e38f;

struct AttentionArguments {
  const float* query;    // [rows][heads][key_length]
  const u8* keys;        // [block][kv_heads][64][key_length]
  const u8* values;      // [block][kv_heads][64][value_length]
  float* out;            // [rows][heads][value_length]
  float* partial;        // [rows][heads][splits][value_length + 2]: sums, maximum, sum of weights
  const float* sinks;    // [heads], or null
  const int* positions;  // [rows]
  const int* ends;       // [rows]: one past the last position that the row sees
  const int* tables;     // blocks of all sequences
  const int* starts;     // [rows]: where the row's sequence starts in `tables`
  const int* tiles;      // flash: [tiles + 1] first rows, each tile of one sequence
  int heads;
  int kv_heads;
  int key_length;
  int value_length;
  int splits;
  int window;  // how many positions a row sees, its own included; 0: all
  float scale;
  float soft_cap;  // 0: none
  int type;        // how both caches are stored
};

__device__ __forceinline__ int first_visible(const AttentionArguments& a, int position) {
  return a.window == 0 ? 0 : max(0, position - a.window + 1);
}

__device__ __forceinline__ float capped(const AttentionArguments& a, float score) {
  if (a.soft_cap == 0) {
    return score;
  }
  // tanh by one exponential: its absolute error is what counts in a score.
  return a.soft_cap * (1.0f - 2.0f / (expf(2.0f * score / a.soft_cap) + 1.0f));
}

template <int TYPE>
__device__ __forceinline__ int bytes_of(const AttentionArguments& a, int length) {
  return TYPE == STORE_Q8_0 ? length / 32 * 34
      : TYPE == STORE_F16 || a.type == STORE_BF16 ? 2 * length : 4 * length;
}

// COUNT consecutive numbers of a stored vector from an index on that is a multiple of COUNT.
template <int TYPE, int COUNT>
__device__ __forceinline__ void load_stored(
    const AttentionArguments& a, const u8* vector, int index, float (&out)[COUNT]) {
  if (TYPE == STORE_Q8_0) {
    const u8* block = vector + index / 32 * 34;
    float scale = load_half(block);
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      u32 pair = load_u16(block + 2 + index % 32 + i);
      out[i] = scale * (signed char)pair;
      out[i + 1] = scale * (signed char)(pair >> 8);
    }
  } else if (TYPE == STORE_F16 && COUNT == 8) {
    u32 packed[4];
    load_words_16<4>(vector + 2 * index, packed);
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      out[i] = half_to_float((u16)(packed[i / 2 % 4] >> 16 * (i % 2)));
    }
  } else if (TYPE == STORE_F16) {
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      u32 pair = load_u32(vector + 2 * (index + i));
      out[i] = half_to_float((u16)pair);
      out[i + 1] = half_to_float((u16)(pair >> 16));
    }
  } else if (a.type == STORE_BF16) {
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      u32 pair = load_u32(vector + 2 * (index + i));
      out[i] = bfloat_to_float((u16)pair);
      out[i + 1] = bfloat_to_float((u16)(pair >> 16));
    }
  } else {
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      float2 pair = __ldg((const float2*)((const float*)vector + index + i));
      out[i] = pair.x;
      out[i + 1] = pair.y;
    }
  }
}
