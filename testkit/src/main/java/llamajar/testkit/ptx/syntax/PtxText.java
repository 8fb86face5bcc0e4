package llamajar.testkit.ptx.syntax;

import java.util.List;

/// A whole PTX text.
///
/// @param version 10 × major + minor
/// @param target the architecture it is for, such as `sm_80`
public record PtxText(
    int version, String target, List<PtxVariable> variables, List<PtxFunction> functions) {}
