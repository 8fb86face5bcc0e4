// What happens to rows between products: norms, element-wise functions, quantization, sums.
#include "activation.cuh"

constexpr int THREADS = 256;

// Numbers are those of the host's enum, in its order.
__device__ __forceinline__ float activate(int kind, float x) {
  switch (kind) {
    case 0:  // SiLU
      return x / (1.0f + expf(-x));
    case 1:  // GELU, approximated
      return 0.5f * x * (1.0f + tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x)));
    case 2:  // the logistic function
      return 1.0f / (1.0f + expf(-x));
    default:
      return tanhf(x);
  }
}

// `activation` above the plain ones: g · σ(alpha · g) · (u + 1) with clamped g and u.
constexpr int CLAMPED = 16;

__device__ __forceinline__ float gated(int kind, float gate, float up, float alpha, float limit) {
  if (kind == CLAMPED) {
    float g = fminf(gate, limit);
    float u = fmaxf(-limit, fminf(up, limit));
    return g / (1.0f + expf(-alpha * g)) * (u + 1.0f);
  }
  return activate(kind, gate) * up;
}

// Writes an eighth of a group of 32 as bytes: eight neighbouring lanes have four numbers each. All
// lanes of a warp take part; those outside write nothing. What rounding takes away is left in x.
__device__ __forceinline__ void quantize_quad(
    float (&x)[4], bool inside, long long group, u8* bytes, float* scales, float2* sums) {
  int lane = threadIdx.x % 8;
  float largest = fmaxf(fmaxf(fabsf(x[0]), fabsf(x[1])), fmaxf(fabsf(x[2]), fabsf(x[3])));
#pragma unroll
  for (int distance = 4; distance > 0; distance /= 2) {
    largest = fmaxf(largest, __shfl_xor_sync(ALL_LANES, largest, distance));
  }
  float scale = largest / 127.0f;
  float inverse = largest > 0 ? 127.0f / largest : 0.0f;
  u32 packed = 0;
  int sum = 0;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    int q = __float2int_rn(x[i] * inverse);
    packed |= (u32)(q & 255) << 8 * i;
    sum += q;
    x[i] -= scale * q;
  }
  // The first four lanes have the first half.
  sum += __shfl_xor_sync(ALL_LANES, sum, 1);
  sum += __shfl_xor_sync(ALL_LANES, sum, 2);
  int other = __shfl_xor_sync(ALL_LANES, sum, 4);
  if (!inside) {
    return;
  }
  *(u32*)(bytes + group * QUANT + 4 * lane) = packed;
  if (lane == 0) {
    scales[group] = scale;
    sums[group] = make_float2(scale * sum, scale * other);
  }
}

// Sums a value over all threads of a block.
__device__ __forceinline__ float block_sum(float value, float* shared) {
  value = warp_sum(value);
  if (threadIdx.x % WARP == 0) {
    shared[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  float total = 0;
  for (int i = 0; i < THREADS / WARP; i++) {
    total += shared[i];
  }
  __syncthreads();
  return total;
}

// Normalises each segment of each row: a block of threads to a segment. Writes floats, bytes, or both.
struct NormArguments {
  const float* in;      // [rows][row_length]
  const float* weight;  // [segment_length] or [row_length], or null
  const float* bias;    // as `weight`
  float* out;           // as `in`, or null
  u8* bytes;            // the same, quantized, or null; segments are multiples of 32 then
  float* scales;
  float2* sums;
  int row_length;
  int segment_length;
  int weight_length;
  float epsilon;
  int centre;  // whether the mean is subtracted
};

extern "C" __global__ void __launch_bounds__(THREADS) normalize(const NormArguments a) {
  __shared__ float shared[THREADS / WARP];
  int segments = a.row_length / a.segment_length;
  int start = blockIdx.x % segments * a.segment_length;
  long long offset = (long long)(blockIdx.x / segments) * a.row_length + start;
  const float* in = a.in + offset;
  float mean = 0;
  if (a.centre) {
    float sum = 0;
    for (int i = threadIdx.x; i < a.segment_length; i += THREADS) {
      sum += in[i];
    }
    mean = block_sum(sum, shared) / a.segment_length;
  }
  float squares = 0;
  for (int i = threadIdx.x; i < a.segment_length; i += THREADS) {
    float x = in[i] - mean;
    squares += x * x;
  }
  float factor = 1.0f / sqrtf(block_sum(squares, shared) / a.segment_length + a.epsilon);
  for (int base = 0; base < a.segment_length; base += 4 * THREADS) {
    int i = base + 4 * threadIdx.x;
    float x[4] = {0, 0, 0, 0};
#pragma unroll
    for (int j = 0; j < 4; j++) {
      if (i + j < a.segment_length) {
        int w = (start + i + j) % a.weight_length;
        float value = (in[i + j] - mean) * factor;
        value = a.weight == nullptr ? value : value * __ldg(a.weight + w);
        x[j] = a.bias == nullptr ? value : value + __ldg(a.bias + w);
        if (a.out != nullptr) {
          a.out[offset + i + j] = x[j];
        }
      }
    }
    if (a.bytes != nullptr) {
      bool inside = i < a.segment_length;
      quantize_quad(x, inside, (offset + i) / QUANT, a.bytes, a.scales, a.sums);
    }
  }
}

// Quantizes, or computes the gated product and quantizes that. `kind` -1: `up` is not there. What
// rounding takes away goes to `rest`, if it is there.
extern "C" __global__ void __launch_bounds__(THREADS)
    quantize(const float* gate, const float* up, u8* bytes, float* scales, float2* sums,
             float* rest, long long count, int kind, float alpha, float limit) {
  long long i = 4 * ((long long)blockIdx.x * THREADS + threadIdx.x);
  bool inside = i < count;
  float x[4] = {0, 0, 0, 0};
  if (inside) {
    float4 g = *(const float4*)(gate + i);
    x[0] = g.x;
    x[1] = g.y;
    x[2] = g.z;
    x[3] = g.w;
    if (kind >= 0) {
      float4 u = *(const float4*)(up + i);
      x[0] = gated(kind, x[0], u.x, alpha, limit);
      x[1] = gated(kind, x[1], u.y, alpha, limit);
      x[2] = gated(kind, x[2], u.z, alpha, limit);
      x[3] = gated(kind, x[3], u.w, alpha, limit);
    }
  }
  quantize_quad(x, inside, i / QUANT, bytes, scales, sums);
  if (rest != nullptr && inside) {
    *(float4*)(rest + i) = make_float4(x[0], x[1], x[2], x[3]);
  }
}

// Numbers of element-wise functions beyond the activations.
constexpr int ADD = 32;
constexpr int SCALE = 33;
constexpr int SOFT_CAP = 34;
constexpr int ACTIVATE = 64;

// One function of one or two numbers at each place. May write where it reads.
extern "C" __global__ void __launch_bounds__(THREADS)
    elements(const float* left, const float* right, float* out, long long count, int kind,
             float alpha, float limit) {
  long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i >= count) {
    return;
  }
  float x = left[i];
  if (kind == ADD) {
    x += right[i];
  } else if (kind == SCALE) {
    x *= alpha;
  } else if (kind == SOFT_CAP) {
    x = alpha * tanhf(x / alpha);
  } else if (kind >= ACTIVATE) {
    x = activate(kind - ACTIVATE, x);
  } else {
    x = gated(kind, x, right[i], alpha, limit);
  }
  out[i] = x;
}

// out[i] = in[rows[i]], a block of threads to each row.
extern "C" __global__ void __launch_bounds__(THREADS)
    gather(const float* in, const int* rows, float* out, int length) {
  const float* from = in + (long long)rows[blockIdx.x] * length;
  for (int i = threadIdx.x; i < length; i += THREADS) {
    out[(long long)blockIdx.x * length + i] = from[i];
  }
}

// Σ factor[slot] · part[slot] of each row.
extern "C" __global__ void __launch_bounds__(THREADS)
    weighted_sum(const float* parts, const float* factors, float* out, int slots, int length) {
  const float* row = parts + (long long)blockIdx.x * slots * length;
  for (int i = threadIdx.x; i < length; i += THREADS) {
    float sum = 0;
    for (int slot = 0; slot < slots; slot++) {
      sum += factors[blockIdx.x * slots + slot] * row[(long long)slot * length + i];
    }
    out[(long long)blockIdx.x * length + i] = sum;
  }
}

// The place of the largest number of each row, the first of equals, or -1 if one is not a number or
// plus infinity, or all are minus infinity: a block of threads to each row.
extern "C" __global__ void __launch_bounds__(THREADS)
    argmax(const float* in, int* out, int length) {
  __shared__ float values[THREADS];
  __shared__ int places[THREADS];
  const float* row = in + (long long)blockIdx.x * length;
  const float infinity = __int_as_float(0x7F800000);
  float best = -infinity;
  int place = -1;
  for (int i = threadIdx.x; i < length; i += THREADS) {
    float x = row[i];
    if (!(x < infinity)) {
      // Nothing is larger, and no place is before this.
      best = infinity;
      place = -1;
    } else if (x > best) {
      best = x;
      place = i;
    }
  }
  values[threadIdx.x] = best;
  places[threadIdx.x] = place;
  for (int half = THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      float other = values[threadIdx.x + half];
      int at = places[threadIdx.x + half];
      bool better = other > values[threadIdx.x]
          || (other == values[threadIdx.x] && at < places[threadIdx.x]);
      if (better) {
        values[threadIdx.x] = other;
        places[threadIdx.x] = at;
      }
    }
  }
  if (threadIdx.x == 0) {
    out[blockIdx.x] = places[0];
  }
}
