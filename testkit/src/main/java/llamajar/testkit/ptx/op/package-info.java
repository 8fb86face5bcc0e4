/// What instructions mean.
///
/// A [llamajar.testkit.ptx.op.Translator] turns a parsed kernel into code for the machine. For each
/// instruction it asks the groups of forms one after the other: integers, floats, conversions,
/// memory, exchanges within a warp, matrices, control. A form that none of them knows is an error
/// that names it and its line; so is a modifier that was not looked at.
///
/// Arithmetic comes twice: [llamajar.testkit.ptx.op.Scalar] functions of one thread, which read
/// like the manual, and for the forms that kernels are made of, loops over 32 threads in
/// [llamajar.testkit.ptx.op.FastForms]. Tests compare the two.
@NullMarked
package llamajar.testkit.ptx.op;

import org.jspecify.annotations.NullMarked;
