/// The room of the NVIDIA backend.
///
/// [llamajar.cuda.driver] is what is used of the driver, as an interface; [llamajar.cuda.libcuda]
/// calls the real one.
@NullMarked
package llamajar.cuda;

import org.jspecify.annotations.NullMarked;
