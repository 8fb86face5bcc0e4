package llamajar.compute.cpu.vector;

/// Decodes the weights of one tensor type, exactly, in whole blocks.
///
/// The layouts are documented at the codecs in [llamajar.gguf.quant]; each unpacker gives the same
/// floats as the codec, bit for bit. It is stateless.
interface RowUnpacker {

  /// Decodes consecutive blocks.
  ///
  /// @param source address of the first block
  /// @param blocks how many
  /// @param target address of the floats
  void unpack(long source, int blocks, long target);
}
