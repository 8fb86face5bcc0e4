/// Emitted code on a processor that this machine does not have.
@NullMarked
package llamajar.compute.cpu.x64.interpreted;

import org.jspecify.annotations.NullMarked;
