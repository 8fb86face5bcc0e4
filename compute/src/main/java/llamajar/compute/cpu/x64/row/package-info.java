/// Emitted kernels that work on one row at a time, for AVX-512.
///
/// [llamajar.compute.cpu.x64.row.X64Rows] is the Java side: it checks arguments and calls. The
/// classes named after what they compute emit code; [llamajar.compute.cpu.x64.row.FloatLoop] is the
/// loop that they have in common.
@NullMarked
package llamajar.compute.cpu.x64.row;

import org.jspecify.annotations.NullMarked;
