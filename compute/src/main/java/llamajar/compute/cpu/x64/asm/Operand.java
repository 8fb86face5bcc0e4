package llamajar.compute.cpu.x64.asm;

/// What an instruction works on.
public sealed interface Operand permits Gpr, Vec, Mask, Tile, Mem {}
