/// A simulator of NVIDIA GPUs that executes PTX.
///
/// It is strict rather than fast or faithful in time: an access out of bounds, a read of what
/// nobody wrote, a misaligned address, a race in shared memory, a barrier or an exchange that not
/// all threads reach, and a launch beyond the limits of the device are errors that name kernel,
/// block, thread and line of the PTX. An instruction it does not know is an error when the module
/// is loaded.
///
/// Start at [llamajar.testkit.ptx.PtxSimulator]. `syntax` reads the text, `op` says what
/// instructions mean, `machine` executes them.
@NullMarked
package llamajar.testkit.ptx;

import org.jspecify.annotations.NullMarked;
