// One quantized weight type's products with few columns, and its rows. Compiled once for each type,
// with TYPE its name and TYPE_HEADER where its loader is.
#include TYPE_HEADER
#include "mmv.cuh"
#include "rows.cuh"

#define MMV_KERNEL(COLUMNS)                                                                 \
  extern "C" __global__ void __launch_bounds__(MMV_WARPS * WARP)                            \
      mmv##COLUMNS(const MmvArguments a) {                                                  \
    mmv<TYPE, COLUMNS>(a);                                                                  \
  }

MMV_KERNEL(1)
MMV_KERNEL(4)
MMV_KERNEL(8)

extern "C" __global__ void __launch_bounds__(256)
    rows(const u8* weights, const int* ids, float* out, int length) {
  decode_rows<TYPE>(weights, ids, out, length);
}
