package llamajar.compute.cpu;

import java.util.Optional;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.reference.ReferenceKernels;
import llamajar.compute.cpu.x64.X64Kernels;
import llamajar.compute.cpu.x64.product.X64Isa;

/// The kinds of CPU kernels, best first.
public enum CpuTier {
  /// Machine code that is emitted when a model is opened, for AVX-512 and tiles of AMX.
  AMX,
  /// The same for AVX-512 with VNNI and VBMI.
  AVX512,
  /// The same for AVX2 with `vpdpbusd`, as processors without AVX-512 may have it.
  AVX2_VNNI,
  /// The same for AVX2.
  AVX2,
  /// The Vector API of the JDK's incubator module.
  VECTOR,
  /// Plain Java: the oracle of the others, and what runs where nothing else can.
  REFERENCE;

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /// The name by which users choose it.
  public String label() {
    return switch (this) {
      case AMX -> X64Isa.AMX.label();
      case AVX512 -> X64Isa.AVX512.label();
      case AVX2_VNNI -> X64Isa.AVX2_VNNI.label();
      case AVX2 -> X64Isa.AVX2.label();
      case VECTOR -> "vector";
      case REFERENCE -> "reference";
    };
  }

  /// The tier with a name, or empty.
  public static Optional<CpuTier> labelled(String label) {
    for (CpuTier tier : values()) {
      if (tier.label().equals(label)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /// Whether products with quantized weights round activations to eight or sixteen bits, with a
  /// scale for each 32 or to bfloat16, instead of multiplying floats.
  public boolean quantizesActivations() {
    return switch (this) {
      case AMX, AVX512, AVX2_VNNI, AVX2 -> true;
      case VECTOR, REFERENCE -> false;
    };
  }

  /// Why this JVM can't run the tier, and how to change that; empty if it can.
  public Optional<String> whyUnavailable() {
    return switch (this) {
      case REFERENCE -> Optional.empty();
      case AMX -> X64Isa.AMX.whyUnavailable();
      case AVX512 -> X64Isa.AVX512.whyUnavailable();
      case AVX2_VNNI -> X64Isa.AVX2_VNNI.whyUnavailable();
      case AVX2 -> X64Isa.AVX2.whyUnavailable();
      case VECTOR ->
          ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
              ? Optional.empty()
              : Optional.of(
                  "the JVM was started without the Vector API; start it with --add-modules "
                      + VECTOR_MODULE);
    };
  }

  /// The tier's kernels.
  ///
  /// @throws IllegalStateException if this JVM can't run the tier
  public CpuKernels kernels() {
    whyUnavailable()
        .ifPresent(reason -> {
          throw new IllegalStateException("backend " + label() + ": " + reason);
        });
    return switch (this) {
      case AMX -> emitted(X64Isa.AMX);
      case AVX512 -> emitted(X64Isa.AVX512);
      case AVX2_VNNI -> emitted(X64Isa.AVX2_VNNI);
      case AVX2 -> emitted(X64Isa.AVX2);
      case VECTOR -> new llamajar.compute.cpu.vector.VectorKernels();
      case REFERENCE -> new ReferenceKernels();
    };
  }

  private static CpuKernels emitted(X64Isa isa) {
    return new X64Kernels(isa, new ReferenceKernels(), portable().recurrence());
  }

  /// The best kernels that are not emitted.
  private static CpuKernels portable() {
    return VECTOR.whyUnavailable().isEmpty() ? VECTOR.kernels() : REFERENCE.kernels();
  }
}
