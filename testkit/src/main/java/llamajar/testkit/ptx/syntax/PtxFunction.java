package llamajar.testkit.ptx.syntax;

import java.util.List;
import java.util.Map;

/// A kernel or function.
///
/// @param entry whether it is a kernel
/// @param results where a function puts what it returns
/// @param labels the index of the instruction that each label stands before
/// @param branchTargets lists of labels that indexed branches choose from, by the list's name
/// @param maxThreads most threads of a block as declared, or 0
public record PtxFunction(
    String name,
    boolean entry,
    int line,
    List<PtxParameter> parameters,
    List<PtxParameter> results,
    List<PtxRegister> registers,
    List<PtxVariable> variables,
    List<PtxInstruction> instructions,
    Map<String, Integer> labels,
    Map<String, List<String>> branchTargets,
    int maxThreads) {}
