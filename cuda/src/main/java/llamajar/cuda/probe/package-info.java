/// What a GPU can do at best, measured by [llamajar.cuda.probe.DeviceProbe] with kernels that do
/// nothing else. Nothing here knows models.
@NullMarked
package llamajar.cuda.probe;

import org.jspecify.annotations.NullMarked;
