/// Kernels in plain Java. They are the oracle of every other tier and the documentation of what a
/// kernel computes; where the Vector API is missing they also do the work, so their loops are
/// written for the JIT compiler to vectorise: over independent elements, with arrays.
package llamajar.compute.cpu.reference;
