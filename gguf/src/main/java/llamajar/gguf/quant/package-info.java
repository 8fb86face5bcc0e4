/// How each tensor type stores numbers: one [llamajar.gguf.quant.BlockCodec] class per type.
///
/// A codec is plain, scalar, and the documentation of its format; every faster decoder in the
/// program is tested against it, bit for bit. [llamajar.gguf.quant.Codecs] finds the codec of a
/// type, [llamajar.gguf.quant.TensorRows] reads whole rows of a tensor.
///
/// Faster decoders elsewhere share the constants: [llamajar.gguf.quant.Grid],
/// [llamajar.gguf.quant.Codebook], [llamajar.gguf.quant.ScaleByte]. Benchmarks and tests get
/// plausible weights from [llamajar.gguf.quant.RandomBlocks].
package llamajar.gguf.quant;
