// What a weight type tells the product kernels: how to make bytes with scales of its blocks.
//
// A loader has
//   BLOCK, BYTES   weights and bytes of a block
//   UNIT           weights that one thread unpacks at a time, a part of a block
//   RUN            16 or 32: consecutive weights that share a scale; a unit is UNIT / RUN runs
//   MIN            whether weights have an addend besides the scale
//   Table          what it keeps in shared memory; `fill` makes it, all threads together
//   position(unit, run)            where in the block a run starts
//   load(block, unit, table, u)    unpacks a unit
// and weight i of a run is scale · q[i] + min.
#pragma once
#include "device.cuh"

template <int UNIT, int RUN>
struct Unit {
  u32 q[UNIT / 4];  // signed bytes, run after run
  float scale[UNIT / RUN];
  float min[UNIT / RUN];
};

struct NoTable {
  __device__ void fill() {}
};

// Blocks whose units are consecutive runs of 32.
template <int BLOCK_LENGTH, int BLOCK_BYTES, int RUN_LENGTH>
struct Consecutive {
  static constexpr int BLOCK = BLOCK_LENGTH;
  static constexpr int BYTES = BLOCK_BYTES;
  static constexpr int UNIT = 32;
  static constexpr int RUN = RUN_LENGTH;
  static constexpr bool MIN = false;
  typedef NoTable Table;
  typedef Unit<UNIT, RUN> Part;

  static __device__ __forceinline__ int position(int unit, int run) {
    return UNIT * unit + RUN * run;
  }
};
