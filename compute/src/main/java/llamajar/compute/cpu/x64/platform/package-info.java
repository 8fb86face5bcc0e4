/// What emitted machine code needs from the processor and the operating system: pages that can be
/// executed, a way to call into them, and knowledge of which instructions they may use.
///
/// A page is never writable and executable at once: code is written first and made executable
/// afterwards, for good. All code has one C signature, `void code(void *parameters)`.
///
/// Whatever the system refuses is a [llamajar.compute.cpu.x64.platform.PlatformException] with its
/// error number, or for features a reason as text, so that the program can go on with kernels that
/// need nothing of this. Nothing here knows instructions beyond the two of
/// [llamajar.compute.cpu.x64.platform.CpuidStubs], or what the code computes.
///
/// Start at [llamajar.compute.cpu.x64.platform.CpuFeatures] and
/// [llamajar.compute.cpu.x64.platform.ExecutableMemory].
@NullMarked
package llamajar.compute.cpu.x64.platform;

import org.jspecify.annotations.NullMarked;
