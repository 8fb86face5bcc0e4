/// Emits the code that unpacks weights of each tensor type to bytes and float scales. It knows
/// layouts of blocks and vector instructions, and nothing of what becomes of the weights. Start
/// with [llamajar.compute.cpu.x64.unpack.Unpacker512].
@NullMarked
package llamajar.compute.cpu.x64.unpack;

import org.jspecify.annotations.NullMarked;
