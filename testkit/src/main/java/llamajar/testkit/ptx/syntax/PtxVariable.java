package llamajar.testkit.ptx.syntax;

/// A variable in memory.
///
/// @param space `global`, `const`, `shared` or `local`
/// @param bytes its size; 0 for dynamic shared memory
/// @param initial its first bytes; the rest is zero. Empty if it has no initializer
@SuppressWarnings("ArrayRecordComponent") // read only by whoever fills memory with it
public record PtxVariable(
    String name, String space, long bytes, int alignment, boolean external, byte[] initial) {}
