/// How each tensor type stores numbers: one [llamajar.gguf.quant.BlockCodec] class per type.
///
/// A codec is plain, scalar, and the documentation of its format; every faster decoder in the
/// program is tested against it, bit for bit.
package llamajar.gguf.quant;
