/// What all emitted kernels share: entry and exit, the block of parameters, the memory that keeps
/// them, and pieces of code that several of them contain. It knows the assembler and the platform,
/// and nothing of what is computed.
@NullMarked
package llamajar.compute.cpu.x64.emit;

import org.jspecify.annotations.NullMarked;
