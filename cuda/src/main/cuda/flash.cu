// Attention of many rows, for prompts: tiles of rows against pages of positions on tensor cores, the
// softmax running along. Compiled once for each head length, with LENGTH.
//
// Rows of a tile are (token, head) pairs of heads that share keys and values. Queries and weights
// are split into the sum of two half-precision numbers each, so that scores and results keep single
// precision; keys and values are stored with no more than half precision anyway.
#include "attention.cuh"
#include "mma.cuh"

// Long heads leave room for fewer rows and positions in the 64 KiB that Turing has.
constexpr int WARPS = LENGTH <= 128 ? 4 : 2;
constexpr int ROWS = 16 * WARPS;
constexpr int POSITIONS = LENGTH <= 128 ? 64 : 32;
constexpr int THREADS = WARPS * WARP;
// 8 more numbers to a row: the 8 rows of a fragment lie in different banks.
constexpr int PITCH = LENGTH + 8;
constexpr int SCORE_TILES = POSITIONS / 8;
constexpr int OUT_TILES = LENGTH / 8;
constexpr float LARGEST_HALF = 65504.0f;

struct Shared {
  u16 query[2][ROWS][PITCH];  // the larger parts, the smaller parts
  u16 page[POSITIONS][PITCH];
};

__device__ __forceinline__ u32 pack(float low, float high) {
  u32 pair;
  asm("{.reg .b16 l,h;cvt.rn.f16.f32 l,%1;cvt.rn.f16.f32 h,%2;mov.b32 %0,{l,h};}"
      : "=r"(pair) : "f"(low), "f"(high));
  return pair;
}

// Two numbers as pairs of larger and smaller parts.
__device__ __forceinline__ void split(float low, float high, u32& larger, u32& smaller) {
  larger = pack(low, high);
  smaller = pack(low - half_to_float((u16)larger), high - half_to_float((u16)(larger >> 16)));
}

// Positions of one head as half-precision numbers; those that nobody may see as zeros. Of BF16, what
// lies outside of half precision's range is held at its ends.
__device__ __forceinline__ void load_page(
    Shared& shared, const u8* cache, const AttentionArguments& a, int kv_head,
    const int* table, int base, int from, int to) {
  constexpr int CHUNKS = LENGTH / 8;
#pragma unroll 1
  for (int i = threadIdx.x; i < POSITIONS * CHUNKS; i += THREADS) {
    int slot = i / CHUNKS;
    int at = i % CHUNKS * 8;
    int position = base + slot;
    uint4 packed = make_uint4(0, 0, 0, 0);
    if (position >= from && position < to) {
      long long block = table[position / BLOCK_POSITIONS];
      long long vector = (block * a.kv_heads + kv_head) * BLOCK_POSITIONS
          + position % BLOCK_POSITIONS;
      if (a.type == STORE_F16) {
        packed = __ldg((const uint4*)(cache + 2 * (vector * LENGTH + at)));
      } else {
        float x[8];
        if (a.type == STORE_Q8_0) {
          load_stored<STORE_Q8_0, 8>(a, cache + vector * bytes_of<STORE_Q8_0>(a, LENGTH), at, x);
        } else {
          load_stored<STORE_WIDE, 8>(a, cache + 2 * vector * LENGTH, at, x);
#pragma unroll
          for (int j = 0; j < 8; j++) {
            x[j] = fmaxf(-LARGEST_HALF, fminf(x[j], LARGEST_HALF));
          }
        }
        packed = make_uint4(pack(x[0], x[1]), pack(x[2], x[3]), pack(x[4], x[5]), pack(x[6], x[7]));
      }
    }
    *(uint4*)&shared.page[slot][at] = packed;
  }
}

// Four 8 × 8 parts of shared memory as fragments; each lane gives a row of one.
__device__ __forceinline__ void load_fragments(const u16* row, u32 (&f)[4]) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(f[0]), "=r"(f[1]), "=r"(f[2]), "=r"(f[3])
               : "r"(shared_address(row)));
}

__device__ __forceinline__ void load_transposed(const u16* row, u32 (&f)[4]) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(f[0]), "=r"(f[1]), "=r"(f[2]), "=r"(f[3])
               : "r"(shared_address(row)));
}

// Query tile · keys of a page, for a warp's 16 rows.
__device__ __forceinline__ void score(
    const Shared& shared, int warp, int lane, float (&scores)[SCORE_TILES][4]) {
#pragma unroll
  for (int n = 0; n < SCORE_TILES; n++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      scores[n][i] = 0;
    }
  }
#pragma unroll 1
  for (int k = 0; k < LENGTH; k += 16) {
    u32 larger[4];
    u32 smaller[4];
    int row = 16 * warp + lane % 16;
    int at = k + lane / 16 * 8;
    load_fragments(&shared.query[0][row][at], larger);
    load_fragments(&shared.query[1][row][at], smaller);
#pragma unroll
    for (int n = 0; n < SCORE_TILES; n += 2) {
      u32 b[4];
      load_fragments(&shared.page[8 * n + lane % 8 + lane / 16 * 8][k + lane / 8 % 2 * 8], b);
      mma_half(scores[n], larger, b[0], b[1]);
      mma_half(scores[n], smaller, b[0], b[1]);
      mma_half(scores[n + 1], larger, b[2], b[3]);
      mma_half(scores[n + 1], smaller, b[2], b[3]);
    }
  }
}

// sums += weights · values of a page.
__device__ __forceinline__ void add_values(
    const Shared& shared, int lane, const float (&weights)[SCORE_TILES][4],
    float (&sums)[OUT_TILES][4]) {
#pragma unroll
  for (int k = 0; k < SCORE_TILES; k += 2) {
    u32 larger[4];
    u32 smaller[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      split(weights[k + i / 2][i % 2 * 2], weights[k + i / 2][i % 2 * 2 + 1], larger[i], smaller[i]);
    }
#pragma unroll
    for (int n = 0; n < OUT_TILES; n += 2) {
      u32 b[4];
      load_transposed(&shared.page[8 * k + lane % 16][8 * n + lane / 16 * 8], b);
      mma_half(sums[n], larger, b[0], b[1]);
      mma_half(sums[n], smaller, b[0], b[1]);
      mma_half(sums[n + 1], larger, b[2], b[3]);
      mma_half(sums[n + 1], smaller, b[2], b[3]);
    }
  }
}

__device__ __forceinline__ float quad_max(float x) {
  x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 1));
  return fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 2));
}

__device__ __forceinline__ float quad_sum(float x) {
  x += __shfl_xor_sync(ALL_LANES, x, 1);
  return x + __shfl_xor_sync(ALL_LANES, x, 2);
}

// A block: a part of a tile × a head of keys and values × a tile of tokens. Caches are not F32;
// key_length and value_length are LENGTH.
extern "C" __global__ void __launch_bounds__(THREADS)
    flash(const AttentionArguments a) {
  extern __shared__ __align__(16) u8 memory[];
  Shared& shared = *(Shared*)memory;
  int lane = threadIdx.x % WARP;
  int warp = threadIdx.x / WARP;
  int kv_head = blockIdx.y;
  int shared_by = a.heads / a.kv_heads;
  int first_token = a.tiles[blockIdx.z];
  int pairs = (a.tiles[blockIdx.z + 1] - first_token) * shared_by;
  int first_pair = blockIdx.x * ROWS;
  if (first_pair >= pairs) {
    return;
  }
  const int* table = a.tables + a.starts[first_token];
  int last_pair = min(first_pair + ROWS, pairs) - 1;
  // Positions and ends rise within a tile.
  int from = first_visible(a, a.positions[first_token + first_pair / shared_by]);
  int to = a.ends[first_token + last_pair / shared_by];

#pragma unroll 1
  for (int i = threadIdx.x; i < ROWS * (LENGTH / 2); i += THREADS) {
    int r = i / (LENGTH / 2);
    int at = i % (LENGTH / 2) * 2;
    // Surplus rows repeat the last one; nobody reads their results.
    int pair = min(first_pair + r, last_pair);
    long long row = first_token + pair / shared_by;
    int head = kv_head * shared_by + pair % shared_by;
    float2 q = *(const float2*)(a.query + (row * a.heads + head) * LENGTH + at);
    u32 larger;
    u32 smaller;
    split(q.x * a.scale, q.y * a.scale, larger, smaller);
    *(u32*)&shared.query[0][r][at] = larger;
    *(u32*)&shared.query[1][r][at] = smaller;
  }

  // A lane has numbers of two rows: lane / 4 and 8 more.
  int low[2];
  int high[2];
  float maximum[2];
  float total[2];
  float sums[OUT_TILES][4];
#pragma unroll
  for (int h = 0; h < 2; h++) {
    int pair = min(first_pair + 16 * warp + lane / 4 + 8 * h, last_pair);
    int row = first_token + pair / shared_by;
    low[h] = first_visible(a, a.positions[row]);
    high[h] = a.ends[row];
    // A sink is a score without a value.
    bool sink = a.sinks != nullptr;
    maximum[h] = sink ? a.sinks[kv_head * shared_by + pair % shared_by] : LOWEST;
    total[h] = sink && lane % 4 == 0 ? 1.0f : 0.0f;
  }
#pragma unroll
  for (int n = 0; n < OUT_TILES; n++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      sums[n][i] = 0;
    }
  }

#pragma unroll 1
  for (int base = from / POSITIONS * POSITIONS; base < to; base += POSITIONS) {
    __syncthreads();
    load_page(shared, a.keys, a, kv_head, table, base, from, to);
    __syncthreads();
    float scores[SCORE_TILES][4];
    score(shared, warp, lane, scores);
    float best[2] = {maximum[0], maximum[1]};
#pragma unroll
    for (int n = 0; n < SCORE_TILES; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int position = base + 8 * n + lane % 4 * 2 + i % 2;
        bool visible = position >= low[i / 2] && position < high[i / 2];
        scores[n][i] = visible ? capped(a, scores[n][i]) : LOWEST;
        best[i / 2] = fmaxf(best[i / 2], scores[n][i]);
      }
    }
    float shrink[2];
#pragma unroll
    for (int h = 0; h < 2; h++) {
      best[h] = quad_max(best[h]);
      shrink[h] = maximum[h] == LOWEST ? 0.0f : expf(maximum[h] - best[h]);
      maximum[h] = best[h];
      total[h] *= shrink[h];
    }
#pragma unroll
    for (int n = 0; n < SCORE_TILES; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        float weight = scores[n][i] == LOWEST ? 0.0f : expf(scores[n][i] - best[i / 2]);
        scores[n][i] = weight;
        total[i / 2] += weight;
      }
    }
#pragma unroll
    for (int n = 0; n < OUT_TILES; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        sums[n][i] *= shrink[i / 2];
      }
    }
    __syncthreads();
    load_page(shared, a.values, a, kv_head, table, base, from, to);
    __syncthreads();
    add_values(shared, lane, scores, sums);
  }

#pragma unroll
  for (int h = 0; h < 2; h++) {
    float sum = quad_sum(total[h]);
    int pair = first_pair + 16 * warp + lane / 4 + 8 * h;
    if (pair <= last_pair) {
      long long row = first_token + pair / shared_by;
      int head = kv_head * shared_by + pair % shared_by;
      float* out = a.out + (row * a.heads + head) * LENGTH + lane % 4 * 2;
#pragma unroll
      for (int n = 0; n < OUT_TILES; n++) {
        *(float2*)(out + 8 * n) = make_float2(sums[n][2 * h] / sum, sums[n][2 * h + 1] / sum);
      }
    }
  }
}
