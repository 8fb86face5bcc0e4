/// The tiers of kernels that Java emits as machine code for x86-64. Below: the assembler, the
/// platform, unpackers of weights, products, rows and attention.
@NullMarked
package llamajar.compute.cpu.x64;

import org.jspecify.annotations.NullMarked;
