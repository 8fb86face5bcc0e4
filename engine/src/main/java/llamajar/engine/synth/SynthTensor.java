package llamajar.engine.synth;

import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;

/// A tensor to be written.
///
/// @param name its name in the file
/// @param type how it is stored
/// @param wanted how the [SynthType] would have it stored, if only its rows were of other length
/// @param shape its extents
/// @param content what to fill it with
public record SynthTensor(
    String name, TensorType type, TensorType wanted, TensorShape shape, Content content) {

  /// What is in a tensor.
  public enum Content {
    /// Random weights whose products with a normalised input are about 1.
    MATRIX,
    /// Random weights around 1.
    NORM,
    /// Small random numbers.
    BIAS,
    /// The divisors of Llama 3's rotary frequencies.
    ROPE_FACTORS
  }

  static SynthTensor matrix(String name, MatrixPlace place, SynthType type, TensorShape shape)
      throws SynthException {
    TensorType wanted = type.typeAt(place);
    // Quantizers don't economise on an output that doesn't fit the mix.
    boolean misfit =
        place.role() == MatrixRole.OUTPUT
            && type instanceof FileMix mix
            && shape.rowLength() % mix.base().blockLength() != 0;
    TensorType stored =
        RowFallback.typeFor(name, misfit ? TensorType.Q8_0 : wanted, shape.rowLength());
    return new SynthTensor(name, stored, wanted, shape, Content.MATRIX);
  }

  /// Numbers that no quantizer touches.
  static SynthTensor plain(String name, Content content, long... extents) {
    TensorShape shape = TensorShape.of(extents);
    return new SynthTensor(name, TensorType.F32, TensorType.F32, shape, content);
  }

  /// Bytes in the file.
  public long byteSize() {
    return Math.multiplyExact(type.bytesFor(shape.rowLength()), shape.rowCount());
  }
}
