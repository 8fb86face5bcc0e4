// Attention of single rows, for generating: the positions that a row sees are divided among splits,
// each a block of threads; a second kernel combines them. Heads that share keys and values are
// computed together, so that these are read once. Head lengths are multiples of 8. Compiled
// once for each way of storing, with STORED its number.
#include "attention.cuh"

constexpr int THREADS = 128;
constexpr int WARPS = THREADS / WARP;
constexpr int MOST_LENGTH = 576;
constexpr int MOST_VALUE_PAIRS = 2;

// Scores of 64 positions with GROUP heads: two threads to a position, each with every other eight numbers.
template <int TYPE, int GROUP>
__device__ __forceinline__ void score_page(
    const AttentionArguments& a, const u8* keys, const float* query, int page, int first, int end,
    float (*scores)[BLOCK_POSITIONS]) {
  int slot = threadIdx.x / 2;
  int position = page * BLOCK_POSITIONS + slot;
  bool visible = position >= first && position < end;
  float sum[GROUP] = {};
  if (visible) {
    const u8* key = keys + (long long)slot * bytes_of<TYPE>(a, a.key_length);
#pragma unroll 1
    for (int i = 8 * (threadIdx.x % 2); i < a.key_length; i += 16) {
      float k[8];
      load_stored<TYPE, 8>(a, key, i, k);
#pragma unroll
      for (int g = 0; g < GROUP; g++) {
        float4 q0 = *(const float4*)(query + g * a.key_length + i);
        float4 q1 = *(const float4*)(query + g * a.key_length + i + 4);
        sum[g] += q0.x * k[0] + q0.y * k[1] + q0.z * k[2] + q0.w * k[3];
        sum[g] += q1.x * k[4] + q1.y * k[5] + q1.z * k[6] + q1.w * k[7];
      }
    }
  }
#pragma unroll
  for (int g = 0; g < GROUP; g++) {
    float score = sum[g] + __shfl_xor_sync(ALL_LANES, sum[g], 1);
    if (threadIdx.x % 2 == 0) {
      scores[g][slot] = visible ? capped(a, score * a.scale) : LOWEST;
    }
  }
}

// Makes weights of a page's scores: a warp to a head. Maxima and sums run along.
__device__ __forceinline__ void weigh_page(
    float* scores, float* maximum, float* total, float* shrink) {
  int lane = threadIdx.x % WARP;
  float s0 = scores[lane];
  float s1 = scores[lane + WARP];
  float before = *maximum;
  float now = fmaxf(before, warp_max(fmaxf(s0, s1)));
  // Nothing visible so far: all weights are zero, whatever the maximum.
  float w0 = s0 == LOWEST ? 0.0f : expf(s0 - now);
  float w1 = s1 == LOWEST ? 0.0f : expf(s1 - now);
  float sum = warp_sum(w0 + w1);
  scores[lane] = w0;
  scores[lane + WARP] = w1;
  __syncwarp();
  if (lane == 0) {
    float factor = before == LOWEST ? 0.0f : expf(before - now);
    *shrink = factor;
    *total = *total * factor + sum;
    *maximum = now;
  }
}

// A block: a split × a group of heads × a row.
template <int TYPE, int GROUP>
__device__ __forceinline__ void attend(const AttentionArguments& a) {
  __shared__ __align__(16) float query[GROUP * MOST_LENGTH];
  __shared__ float scores[GROUP][BLOCK_POSITIONS];
  __shared__ float maximum[GROUP];
  __shared__ float total[GROUP];
  __shared__ float shrink[GROUP];
  int row = blockIdx.z;
  int shared_by = a.heads / a.kv_heads;
  int groups = (shared_by + GROUP - 1) / GROUP;
  int kv_head = blockIdx.y / groups;
  int first_head = kv_head * shared_by + blockIdx.y % groups * GROUP;
  int last_head = (kv_head + 1) * shared_by - 1;
  int first = first_visible(a, a.positions[row]);
  int end = a.ends[row];
  int first_page = first / BLOCK_POSITIONS;
  int pages = (end + BLOCK_POSITIONS - 1) / BLOCK_POSITIONS - first_page;
  int share = (pages + a.splits - 1) / a.splits;
  int from = first_page + blockIdx.x * share;
  int to = min(from + share, first_page + pages);

  for (int i = threadIdx.x; i < GROUP * a.key_length; i += THREADS) {
    // Surplus heads repeat the last one; nobody reads their results.
    int head = min(first_head + i / a.key_length, last_head);
    query[i] = a.query[((long long)row * a.heads + head) * a.key_length + i % a.key_length];
  }
  if (threadIdx.x < GROUP) {
    maximum[threadIdx.x] = LOWEST;
    total[threadIdx.x] = 0;
  }
  __syncthreads();

  // With short values, several sets of threads share the positions.
  int pairs = a.value_length / 2;
  int sets = max(1, THREADS / pairs);
  int set = threadIdx.x / pairs;
  int pair = threadIdx.x % pairs;
  bool takes_part = sets > 1 ? set < sets : true;
  float sum[GROUP][MOST_VALUE_PAIRS][2] = {};
  for (int page = from; page < to; page++) {
    long long block = a.tables[a.starts[row] + page];
    long long vectors = (block * a.kv_heads + kv_head) * BLOCK_POSITIONS;
    score_page<TYPE, GROUP>(
        a, a.keys + vectors * bytes_of<TYPE>(a, a.key_length), query, page, first, end, scores);
    __syncthreads();
    for (int g = threadIdx.x / WARP; g < GROUP; g += WARPS) {
      weigh_page(scores[g], &maximum[g], &total[g], &shrink[g]);
    }
    __syncthreads();
    const u8* values = a.values + vectors * bytes_of<TYPE>(a, a.value_length);
#pragma unroll
    for (int g = 0; g < GROUP; g++) {
#pragma unroll
      for (int p = 0; p < MOST_VALUE_PAIRS; p++) {
        sum[g][p][0] *= shrink[g];
        sum[g][p][1] *= shrink[g];
      }
    }
    int low = max(first - page * BLOCK_POSITIONS, 0);
    int high = min(end - page * BLOCK_POSITIONS, BLOCK_POSITIONS);
    if (takes_part) {
      int slot = sets > 1 ? low + set : low;
#pragma unroll 1
      for (; slot < high; slot += sets) {
        const u8* vector = values + (long long)slot * bytes_of<TYPE>(a, a.value_length);
#pragma unroll
        for (int p = 0; p < MOST_VALUE_PAIRS; p++) {
          int at = (sets > 1 ? pair : threadIdx.x) + p * THREADS;
          if (at < pairs) {
            float v[2];
            load_stored<TYPE, 2>(a, vector, 2 * at, v);
#pragma unroll
            for (int g = 0; g < GROUP; g++) {
              sum[g][p][0] += scores[g][slot] * v[0];
              sum[g][p][1] += scores[g][slot] * v[1];
            }
          }
        }
      }
    }
    __syncthreads();
  }

  // Sets add up through the memory of the query: one head at a time, because it is short.
#pragma unroll
  for (int g = 0; g < GROUP; g++) {
    int head = first_head + g;
    bool wanted = head <= last_head;
    float* target =
        a.partial + (((long long)row * a.heads + head) * a.splits + blockIdx.x) * (a.value_length + 2);
    if (sets > 1) {
      if (takes_part) {
        query[set * a.value_length + 2 * pair] = sum[g][0][0];
        query[set * a.value_length + 2 * pair + 1] = sum[g][0][1];
      }
      __syncthreads();
      for (int i = threadIdx.x; wanted && i < a.value_length; i += THREADS) {
        float value = 0;
        for (int s = 0; s < sets; s++) {
          value += query[s * a.value_length + i];
        }
        target[i] = value;
      }
      __syncthreads();
    } else if (wanted) {
#pragma unroll
      for (int p = 0; p < MOST_VALUE_PAIRS; p++) {
        int at = threadIdx.x + p * THREADS;
        if (at < pairs) {
          target[2 * at] = sum[g][p][0];
          target[2 * at + 1] = sum[g][p][1];
        }
      }
    }
    if (threadIdx.x == 0 && wanted) {
      target[a.value_length] = maximum[g];
      target[a.value_length + 1] = total[g];
    }
  }
}

#define ATTEND_KERNEL(GROUP)                                                            \
  extern "C" __global__ void __launch_bounds__(THREADS)                                 \
      attend##GROUP(const AttentionArguments a) {                                       \
    attend<STORED, GROUP>(a);                                                           \
  }

ATTEND_KERNEL(1)
ATTEND_KERNEL(4)
ATTEND_KERNEL(8)

// Combines the splits of a head: a block to a head × a row.
extern "C" __global__ void __launch_bounds__(THREADS) combine(const AttentionArguments a) {
  int head = blockIdx.x;
  int row = blockIdx.y;
  int stride = a.value_length + 2;
  const float* partial = a.partial + ((long long)row * a.heads + head) * a.splits * stride;
  float largest = a.sinks == nullptr ? LOWEST : a.sinks[head];
  for (int s = 0; s < a.splits; s++) {
    largest = fmaxf(largest, partial[s * stride + a.value_length]);
  }
  float total = a.sinks == nullptr ? 0.0f : expf(a.sinks[head] - largest);
  for (int s = 0; s < a.splits; s++) {
    const float* p = partial + s * stride;
    total += p[a.value_length + 1] * expf(p[a.value_length] - largest);
  }
  float* out = a.out + ((long long)row * a.heads + head) * a.value_length;
  for (int i = threadIdx.x; i < a.value_length; i += THREADS) {
    float sum = 0;
    for (int s = 0; s < a.splits; s++) {
      const float* p = partial + s * stride;
      sum += p[i] * expf(p[a.value_length] - largest);
    }
    out[i] = sum / total;
  }
}
