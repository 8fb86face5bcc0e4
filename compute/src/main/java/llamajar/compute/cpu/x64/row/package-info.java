/// Emitted kernels that work on one row at a time, with AVX-512 or AVX2.
///
/// [llamajar.compute.cpu.x64.row.X64Rows] is the Java side: it checks arguments and calls. The
/// classes named after what they compute emit code, most of them for both widths of vectors, see
/// [llamajar.compute.cpu.x64.emit.FloatVectors].
@NullMarked
package llamajar.compute.cpu.x64.row;

import org.jspecify.annotations.NullMarked;
