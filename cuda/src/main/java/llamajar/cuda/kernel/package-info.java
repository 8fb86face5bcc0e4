/// The GPU's kernels as Java methods: each knows a kernel's arguments and the shape it is launched
/// with, and nothing of programs.
///
/// Their code is PTX in [llamajar.cuda.kernel.PtxLibrary]: one pair of modules for each weight
/// type, loaded when the first tensor of that type is multiplied, and one for each kind of other
/// work. Addresses are device addresses; 0 stands for an argument that is not there. Start at
/// [llamajar.cuda.kernel.Products].
@NullMarked
package llamajar.cuda.kernel;

import org.jspecify.annotations.NullMarked;
