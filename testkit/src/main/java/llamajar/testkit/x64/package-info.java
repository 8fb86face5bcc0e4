/// An interpreter of x86-64 machine code, for kernels whose instructions this machine's processor
/// lacks: AVX-512 and AMX kernels are tested on every machine with it.
///
/// It decodes bytes, not what the assembler was told, so that encodings are tested as well. It
/// knows the instructions that kernels use, and refuses others by their bytes. Memory is the
/// process's own: a wrong address ends the process, as it would natively.
///
/// Semantics follow Intel's "Software Developer's Manual", volume 2.
///
/// Start at [llamajar.testkit.x64.X64Interpreter].
@NullMarked
package llamajar.testkit.x64;

import org.jspecify.annotations.NullMarked;
