/// The real driver: `libcuda.so.1` on Linux, `nvcuda.dll` on Windows, called through
/// `java.lang.foreign`.
///
/// Start at [llamajar.cuda.libcuda.LibCuda]. Each group of functions is one class that knows their
/// signatures; the other classes own one handle each.
@NullMarked
package llamajar.cuda.libcuda;

import org.jspecify.annotations.NullMarked;
