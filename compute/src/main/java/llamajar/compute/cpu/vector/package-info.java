/// CPU kernels with the Vector API: the tier for every processor that the JDK has vectors for, with
/// fused multiply-add.
///
/// One idea for all tensor types: weights are decoded exactly, to float32, in the cache, and
/// multiplied with activations as they are. A type is therefore one small class, its `RowUnpacker`,
/// named like its codec in [llamajar.gguf.quant], which documents the layout. The products,
/// `PanelMatMul` and `Tiles`, are the same for all. Attention is the same again, with keys as
/// weights.
///
/// Nothing depends on the width of vectors except through the constants of `Lanes`. Memory is
/// addressed directly, after one check of each argument: see `Memory`.
///
/// All this is fast only where the compiler keeps every vector in a register. What it can't, it
/// puts on the heap, and that costs a factor of ten. Hence the rules of this package:
///
/// - Vectors are local variables, parameters and results of tiny methods, or constants. A constant
///   is only ever an operand: a variable of a loop must not start as one.
/// - The compiler stops inlining after a number of nodes that some 25 to 40 vector operations make.
///   A method with more, or one that calls such a method in two places, is divided or made a loop.
///   Calls that pass addresses and numbers instead of vectors do no harm.
/// - Scalars that depend on random bits are computed without branches.
/// - `AllocationTest` finds what breaks the rules.
///
/// Start at `VectorKernels`, then `PanelMatMul`, then an unpacker such as `Q4_0`.
package llamajar.compute.cpu.vector;
