/// What CPU kernels of every tier have in common: the interfaces, and the views of memory they work
/// on.
///
/// A tier is one implementation of [llamajar.compute.cpu.kernel.CpuKernels]:
/// `llamajar.compute.cpu.reference` is plain Java and the oracle of the others,
/// `llamajar.compute.cpu.vector` uses the Vector API. Kernels know nothing of programs or threads;
/// they compute the part they are told to.
package llamajar.compute.cpu.kernel;
