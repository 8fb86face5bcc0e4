// One quantized weight type's products with many columns. Compiled once for each type,
// with TYPE its name and TYPE_HEADER where its loader is.
#include TYPE_HEADER
#include "mmq.cuh"

extern "C" __global__ void __launch_bounds__(MMQ_THREADS, 2) mmq(const MmqArguments a) {
  mmq<TYPE>(a);
}
