package llamajar.testkit.ptx.syntax;

/// A declared register.
public record PtxRegister(String name, PtxType type) {}
