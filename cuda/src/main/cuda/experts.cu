// Choosing experts, and bringing columns into the order of their experts.
#include "device.cuh"

constexpr int MOST_EXPERTS = 1024;

struct RouteArguments {
  const float* logits;  // [rows][experts]
  const float* bias;    // [experts], or null: added to choose by, not to weigh with
  float* chosen;        // [rows][count]: numbers of experts, best first
  float* factors;       // [rows][count]
  int experts;
  int count;
  int gating;     // 0: softmax; 1: logistic function; 2: softmax over the chosen
  int normalize;  // whether factors are divided by their sum
  float scale;
  int groups;
  int groups_chosen;
};

// The largest of all lanes' values and its place, the first of equals.
__device__ __forceinline__ void warp_best(float& value, int& place) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    float other = __shfl_xor_sync(ALL_LANES, value, distance);
    int at = __shfl_xor_sync(ALL_LANES, place, distance);
    if (other > value || (other == value && at < place)) {
      value = other;
      place = at;
    }
  }
}

constexpr float LOWEST = -3.402823466e38f;

// A warp to each row.
extern "C" __global__ void __launch_bounds__(WARP) route(const RouteArguments a) {
  __shared__ float probability[MOST_EXPERTS];
  __shared__ float score[MOST_EXPERTS];
  __shared__ float group_score[WARP];
  int lane = threadIdx.x;
  int row = blockIdx.x;
  const float* logits = a.logits + (long long)row * a.experts;
  float largest = LOWEST;
  for (int i = lane; i < a.experts; i += WARP) {
    largest = fmaxf(largest, logits[i]);
  }
  largest = warp_max(largest);
  float sum = 0;
  for (int i = lane; i < a.experts; i += WARP) {
    sum += expf(logits[i] - largest);
  }
  sum = warp_sum(sum);
  for (int i = lane; i < a.experts; i += WARP) {
    float x = logits[i];
    float p = a.gating == 0 ? expf(x - largest) / sum
        : a.gating == 1 ? 1.0f / (1.0f + expf(-x)) : x;
    probability[i] = p;
    score[i] = a.bias == nullptr ? p : p + a.bias[i];
  }
  __syncwarp();
  if (a.groups > 1) {
    // Groups of neighbours compete with the sum of their two best scores.
    int size = a.experts / a.groups;
    float total = LOWEST;
    if (lane < a.groups) {
      float first = LOWEST;
      float second = LOWEST;
      for (int i = 0; i < size; i++) {
        float x = score[lane * size + i];
        second = fmaxf(second, fminf(first, x));
        first = fmaxf(first, x);
      }
      total = size > 1 ? first + second : first;
    }
    group_score[lane] = total;
    __syncwarp();
    int better = 0;
    for (int i = 0; i < a.groups; i++) {
      better += group_score[i] > total || (group_score[i] == total && i < lane);
    }
    if (lane < a.groups && better >= a.groups_chosen) {
      for (int i = 0; i < size; i++) {
        score[lane * size + i] = LOWEST;
      }
    }
    __syncwarp();
  }
  float* chosen = a.chosen + (long long)row * a.count;
  float* factors = a.factors + (long long)row * a.count;
  float best_logit = 0;
  float total = 0;
  for (int slot = 0; slot < a.count; slot++) {
    float best = LOWEST;
    int place = a.experts;
    for (int i = lane; i < a.experts; i += WARP) {
      if (score[i] > best || place == a.experts) {
        best = score[i];
        place = i;
      }
    }
    warp_best(best, place);
    float factor = probability[place];
    if (slot == 0) {
      best_logit = factor;
    }
    factor = a.gating == 2 ? expf(factor - best_logit) : factor;
    total += factor;
    // Every lane has read the scores.
    __syncwarp();
    if (lane == 0) {
      chosen[slot] = (float)place;
      factors[slot] = factor;
      score[place] = -__int_as_float(0x7F800000);
    }
    __syncwarp();
  }
  float scale = a.scale;
  if (a.gating == 2 || a.normalize) {
    scale /= total;
  }
  for (int slot = lane; slot < a.count; slot += WARP) {
    factors[slot] *= scale;
  }
}

// order: columns by expert; ends: where each expert's columns end. One block, a thread to an expert.
extern "C" __global__ void __launch_bounds__(MOST_EXPERTS)
    group(const float* chosen, int* order, int* ends, int columns, int experts) {
  __shared__ int counts[MOST_EXPERTS];
  int expert = threadIdx.x;
  int count = 0;
  if (expert < experts) {
    for (int i = 0; i < columns; i++) {
      count += (int)chosen[i] == expert;
    }
    counts[expert] = count;
  }
  __syncthreads();
  if (expert >= experts) {
    return;
  }
  int end = 0;
  for (int i = 0; i <= expert; i++) {
    end += counts[i];
  }
  ends[expert] = end;
  int place = end - count;
  for (int i = 0; i < columns; i++) {
    if ((int)chosen[i] == expert) {
      order[place++] = i;
    }
  }
}
