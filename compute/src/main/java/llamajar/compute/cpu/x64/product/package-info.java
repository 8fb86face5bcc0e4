/// Products of weights and activations: the forms in which activations are wanted, and the kernels
/// for few and for many columns, with AVX-512 and with AVX2. Start with
/// [llamajar.compute.cpu.x64.product.QuantizedMatMul] and
/// [llamajar.compute.cpu.x64.product.FloatMatMul].
@NullMarked
package llamajar.compute.cpu.x64.product;

import org.jspecify.annotations.NullMarked;
