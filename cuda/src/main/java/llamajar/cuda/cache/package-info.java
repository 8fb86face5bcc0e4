/// Keeps what the driver compiled, so that a model opens fast the second time.
///
/// An entry is one file, named after the module, the compute capability and the driver, with a hash
/// of the PTX in its name and one of the content inside. Files are written beside their place and
/// moved there in one step, so that processes that start together never see half of one; whichever
/// is last wins, and all of them wrote the same.
///
/// Start at [llamajar.cuda.cache.CompileCache]. Nothing here knows what the code calculates.
@NullMarked
package llamajar.cuda.cache;

import org.jspecify.annotations.NullMarked;
