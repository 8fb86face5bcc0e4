/// PTX text as records: what was written, apart from what it means.
///
/// Start at [llamajar.testkit.ptx.syntax.PtxParser]. Registers and labels of inner braces get names
/// of their own, so that a function's names are unique. Nothing here knows any instruction.
@NullMarked
package llamajar.testkit.ptx.syntax;

import org.jspecify.annotations.NullMarked;
