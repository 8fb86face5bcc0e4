/// CPU kernels with the Vector API: the tier for every processor that the JDK has vectors for.
///
/// One idea for all tensor types: weights are decoded exactly, to float32, in the cache, and
/// multiplied with activations as they are. A type is therefore one small class, its
/// [llamajar.compute.cpu.vector.RowUnpacker]; the products, `PanelMatMul` and `Tiles`, are the same
/// for all. Attention is the same again, with keys as weights.
///
/// Nothing depends on the width of vectors except through the constants of `Lanes`. Memory is
/// addressed directly, after one check of each argument: see `Memory`. The compiler has to see
/// through all vector objects, so methods are small, loops are simple, and vectors are never stored
/// in fields other than constants.
///
/// Start at `VectorKernels`, then `PanelMatMul`, then an unpacker such as `Q4_0`.
package llamajar.compute.cpu.vector;
