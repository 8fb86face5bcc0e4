package llamajar.testkit.ptx.syntax;

/// A parameter of a function.
///
/// @param alignment of its place among the arguments, in bytes
public record PtxParameter(String name, int bytes, int alignment) {}
