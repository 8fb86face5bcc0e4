/// Emitted attention kernels with AVX-512 or AVX2.
///
/// [llamajar.compute.cpu.x64.attention.FlashAttention] is the Java side: it goes through the cache
/// block by block, and calls one kernel for each block and tile of queries. That kernel has three
/// parts, each with a class that emits it: scores, softmax, weighted sum of values.
@NullMarked
package llamajar.compute.cpu.x64.attention;

import org.jspecify.annotations.NullMarked;
