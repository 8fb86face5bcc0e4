// Queries, keys and values on their way to attention: turned by their positions, keys and values
// stored in the cache, whose layout is [block][head][position in block][length].
#include "device.cuh"

constexpr int THREADS = 128;
constexpr int BLOCK_POSITIONS = 64;

// How numbers are stored: 0 is F32.
constexpr int STORE_F16 = 1;
constexpr int STORE_Q8_0 = 2;
constexpr int STORE_BF16 = 3;

constexpr float LARGEST_HALF = 65504.0f;
constexpr float LEAST_HALF = 1.0f / (1 << 24);

// One of up to three kinds of heads.
struct Heads {
  const float* in;       // [rows][heads][length]
  float* out;            // the same, turned, or null
  u8* cache;             // where the heads of a row are stored, or null
  const float* angles;   // [rows][2][pairs]: cosines, sines; null: not turned
  int count;
  int length;
  int pairs;
  int interleaved;  // whether neighbours turn together, rather than components t and t + pairs
};

struct PlaceArguments {
  Heads heads[3];
  const int* positions;  // [rows]
  const int* tables;     // blocks of all sequences
  const int* starts;     // [rows]: where the row's sequence starts in `tables`
  int type;
};

__device__ __forceinline__ float turned(const Heads& h, const float* in, int row, int i) {
  if (h.angles == nullptr || i >= 2 * h.pairs) {
    return in[i];
  }
  int t = h.interleaved ? i / 2 : i % h.pairs;
  bool second = h.interleaved ? i % 2 == 1 : i >= h.pairs;
  float u = in[h.interleaved ? 2 * t : t];
  float v = in[h.interleaved ? 2 * t + 1 : t + h.pairs];
  const float* angles = h.angles + (long long)row * 2 * h.pairs + t;
  float cosine = __ldg(angles);
  float sine = __ldg(angles + h.pairs);
  return second ? u * sine + v * cosine : u * cosine - v * sine;
}

// To the nearest, ties to even. Turing has no instruction for it.
__device__ __forceinline__ u16 float_to_bfloat(float value) {
  u32 bits = __float_as_uint(value);
  return (u16)(value != value ? bits >> 16 | 0x40 : (bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

// A block of threads to a row and a kind of heads; a warp to a head.
extern "C" __global__ void __launch_bounds__(THREADS) place(const PlaceArguments a) {
  int row = blockIdx.x;
  Heads h = blockIdx.y == 0 ? a.heads[0] : blockIdx.y == 1 ? a.heads[1] : a.heads[2];
  int lane = threadIdx.x % WARP;
  int position = 0;
  int block = 0;
  if (h.cache != nullptr) {
    position = a.positions[row];
    block = a.tables[a.starts[row] + position / BLOCK_POSITIONS];
  }
  for (int head = threadIdx.x / WARP; head < h.count; head += THREADS / WARP) {
    long long from = ((long long)row * h.count + head) * h.length;
    long long slot = ((long long)block * h.count + head) * BLOCK_POSITIONS
        + position % BLOCK_POSITIONS;
    for (int base = 0; base < h.length; base += WARP) {
      int i = base + lane;
      bool inside = i < h.length;
      float value = inside ? turned(h, h.in + from, row, i) : 0.0f;
      if (h.out != nullptr && inside) {
        h.out[from + i] = value;
      }
      if (h.cache == nullptr) {
        continue;
      }
      if (a.type == STORE_Q8_0) {
        // Blocks of 32 as weights have them: a half-precision scale, 32 bytes.
        float largest = warp_max(fabsf(value));
        u16 half = float_to_half(fminf(largest / 127.0f, LARGEST_HALF));
        // The scale as it will be read, so that its rounding does not add to that of the codes.
        float scale = fmaxf(half_to_float(half), LEAST_HALF);
        u8* at = h.cache + (slot * (h.length / 32) + base / 32) * 34;
        at[2 + lane] = (u8)max(-127, min(__float2int_rn(value / scale), 127));
        if (lane == 0) {
          *(u16*)at = half;
        }
      } else if (inside) {
        if (a.type == STORE_F16) {
          ((u16*)h.cache)[slot * h.length + i] = float_to_half(value);
        } else if (a.type == STORE_BF16) {
          ((u16*)h.cache)[slot * h.length + i] = float_to_bfloat(value);
        } else {
          ((float*)h.cache)[slot * h.length + i] = value;
        }
      }
    }
  }
}
