// Activations of quantized products: signed bytes with a scale per 32.
#pragma once
#include "device.cuh"

constexpr int QUANT = 32;

// Rows of `length` activations, `length` a multiple of 32.
struct QuantizedRows {
  const u8* bytes;      // [rows][length], signed
  const float* scales;  // [rows][length / 32]
  const float2* sums;   // [rows][length / 32]: scale times the sum of the first and last 16 bytes
};
