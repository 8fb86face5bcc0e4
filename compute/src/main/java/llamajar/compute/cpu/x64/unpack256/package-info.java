/// Emits the code that unpacks weights of each tensor type to bytes and float scales, with AVX2. It
/// does what [llamajar.compute.cpu.x64.unpack] does, with 16 registers of 256 bits and neither
/// masks nor shuffles across 128 bits. Start with [llamajar.compute.cpu.x64.unpack256.Unpacker256].
@NullMarked
package llamajar.compute.cpu.x64.unpack256;

import org.jspecify.annotations.NullMarked;
