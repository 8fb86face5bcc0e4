// Products on tensor cores, and copies into shared memory that don't pass registers.
//
// Turing has older instructions that compute the same fragments in parts. Both are in the PTX, each
// on lines of its own that start with the capability they need: whoever loads a module keeps those
// of #75 or those of #80.
#pragma once
#include "device.cuh"

// Integers up to 2^22 are counted in the mantissa of 1.5 · 2^23: converting them to floats is a
// subtraction, where the conversion instruction runs at a quarter of the rate.
constexpr int COUNT_FROM = 0x4B400000;
constexpr float COUNTED = 12582912.0f;

// Signed bytes, sum[16 × 8] += a[16 × 16] · b[16 × 8].
__device__ __forceinline__ void mma_16(int (&sum)[4], u32 a0, u32 a1, u32 b0) {
  asm("\n#80 mma.sync.aligned.m16n8k16.row.col.s32.s8.s8.s32 {%0,%1,%2,%3},{%4,%5},{%6},{%0,%1,%2,%3};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1},{%4},{%6},{%0,%1};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%2,%3},{%5},{%6},{%2,%3};\n"
      : "+r"(sum[0]), "+r"(sum[1]), "+r"(sum[2]), "+r"(sum[3])
      : "r"(a0), "r"(a1), "r"(b0));
}

// Signed bytes, sum[16 × 8] += a[16 × 32] · b[32 × 8].
__device__ __forceinline__ void mma_32(int (&sum)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  asm("\n#80 mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 "
      "{%0,%1,%2,%3},{%4,%5,%6,%7},{%8,%9},{%0,%1,%2,%3};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1},{%4},{%8},{%0,%1};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%2,%3},{%5},{%8},{%2,%3};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1},{%6},{%9},{%0,%1};"
      "\n#75 mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%2,%3},{%7},{%9},{%2,%3};\n"
      : "+r"(sum[0]), "+r"(sum[1]), "+r"(sum[2]), "+r"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Half-precision numbers, sum[16 × 8] += a[16 × 16] · b[16 × 8] in single precision.
__device__ __forceinline__ void mma_half(float (&sum)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  asm("\n#80 mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
      "{%0,%1,%2,%3},{%4,%5,%6,%7},{%8,%9},{%0,%1,%2,%3};"
      "\n#75 mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 "
      "{%0,%1,%2,%3},{%4,%5},{%8},{%0,%1,%2,%3};"
      "\n#75 mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 "
      "{%0,%1,%2,%3},{%6,%7},{%9},{%0,%1,%2,%3};\n"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ u32 shared_address(const void* pointer) {
  return (u32)__cvta_generic_to_shared(pointer);
}

// 16 bytes from global to shared memory, there after copies_done().
__device__ __forceinline__ void copy_16(void* shared, const void* global) {
  asm volatile(
      "\n#80 cp.async.cg.shared.global [%0],[%1],16;"
      "\n#75 {.reg .b32 t<4>;"
      "\n#75 ld.global.v4.u32 {t0,t1,t2,t3},[%1];"
      "\n#75 st.shared.v4.u32 [%0],{t0,t1,t2,t3};}\n" ::"r"(shared_address(shared)),
      "l"(global)
      : "memory");
}

__device__ __forceinline__ void copies_done() {
  asm volatile("\n#80 cp.async.wait_all;\n" ::: "memory");
}
