/// An assembler for the x86-64 instructions that the kernels use.
///
/// Operands are [Gpr], [Vec], [Mask], [Tile] and [Mem]; [Instruction] lists the vector, mask and
/// tile instructions with their encodings, one line each; [Assembler] turns them into bytes, keeps
/// labels and a pool of constants, and has the few integer instructions as methods. It knows
/// nothing of kernels, types or executable memory.
///
/// Sources: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
@NullMarked
package llamajar.compute.cpu.x64.asm;

import org.jspecify.annotations.NullMarked;
