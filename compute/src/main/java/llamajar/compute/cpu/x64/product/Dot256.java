package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;

/// How 256-bit vectors of bytes of weights are multiplied with bytes of activations.
///
/// `vpdpbusd` adds four products of unsigned and signed bytes to 32 bits. Without it `vpmaddubsw`
/// adds two to 16 bits, where the sum must fit, and `vpmaddwd` adds two of those. Weights that are
/// signed give their signs to the activations first.
///
/// @param vnni whether there is `vpdpbusd`
/// @param signed whether weights are signed bytes
/// @param largest the largest magnitude of a weight's byte
record Dot256(boolean vnni, boolean signed, int largest) {
  /// The low bytes of precise activations reach it; where weights are signed, nothing below −127 is
  /// allowed, which would not change its sign.
  private static final int LARGEST_ACTIVATION = 128;

  static Dot256 of(Unpacker256 unpacker, boolean vnni) {
    return new Dot256(vnni, unpacker.isSigned(), unpacker.largest());
  }

  /// How many sums of two products can be added in 16 bits.
  int sumsInWords() {
    return Short.MAX_VALUE / (2 * LARGEST_ACTIVATION * largest);
  }

  /// Signed weights' magnitudes, which stay the same for all columns.
  void magnitudes(Assembler a, Vec target, Vec weights) {
    if (signed) {
      a.emit(VPABSB, target, weights);
    }
  }

  /// `target = ` sums of two products, in 16 bits.
  ///
  /// @param magnitudes those of the weights if they are signed
  /// @param activations may be `target` itself
  void words(Assembler a, Vec target, Vec weights, Vec magnitudes, Vec activations) {
    if (signed) {
      a.emit(VPSIGNB, target, activations, weights);
      a.emit(VPMADDUBSW, target, magnitudes, target);
    } else {
      a.emit(VPMADDUBSW, target, weights, activations);
    }
  }

  /// `target = ` sums of four products.
  void product(Assembler a, Vec target, Vec weights, Vec magnitudes, Mem activations) {
    if (vnni) {
      a.emit(VPXOR, target, target, target);
      a.emit(VPDPBUSD, target, weights, activations);
    } else if (signed) {
      a.emit(VMOVDQU, target, activations);
      words(a, target, weights, magnitudes, target);
      widen(a, target);
    } else {
      a.emit(VPMADDUBSW, target, weights, activations);
      widen(a, target);
    }
  }

  /// Adds two sums of 16 bits to one of 32.
  static void widen(Assembler a, Vec sums) {
    a.emit(VPMADDWD, sums, sums, Constants.shorts(a, 16, i -> 1));
  }
}
