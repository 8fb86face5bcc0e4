package llamajar.testkit.ptx.syntax;

import java.util.List;

/// One instruction as written.
///
/// @param line its line in the text, counted from one
/// @param guard the predicate that decides for each thread whether it is executed, or empty
/// @param guardNegated whether it is executed where the predicate is false
/// @param opcode the operation with all its modifiers
public record PtxInstruction(
    int line, String guard, boolean guardNegated, String opcode, List<Operand> operands) {}
