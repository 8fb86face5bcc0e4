package llamajar.compute.cpu.x64.product;

import java.util.Optional;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.platform.CpuFeature;
import llamajar.compute.cpu.x64.platform.CpuFeatures;
import llamajar.compute.cpu.x64.platform.Processor;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// The sets of instructions that kernels are emitted for, and the emitters of each.
public enum X64Isa {
  /// The same as [#AVX512], and tiles of bfloat16 for many columns.
  AMX,
  /// Vectors of 512 bits with VNNI, VBMI and GFNI.
  AVX512,
  /// Vectors of 256 bits and `vpdpbusd`.
  AVX2_VNNI,
  /// Vectors of 256 bits.
  AVX2;

  private static final CpuFeature[] WIDE = {
    CpuFeature.BMI2,
    CpuFeature.AVX512F,
    CpuFeature.AVX512BW,
    CpuFeature.AVX512DQ,
    CpuFeature.AVX512VL,
    CpuFeature.AVX512_VNNI,
    CpuFeature.AVX512_VBMI,
    CpuFeature.GFNI
  };

  private static final CpuFeature[] TILES = {
    CpuFeature.AVX512_BF16, CpuFeature.AMX_TILE, CpuFeature.AMX_BF16
  };

  private static final CpuFeature[] NARROW = {
    CpuFeature.BMI2, CpuFeature.F16C, CpuFeature.FMA, CpuFeature.AVX2
  };

  /// Why this processor or system can't run the kernels; empty if it can.
  public Optional<String> whyUnavailable() {
    return switch (Processor.current().features()) {
      case CpuFeatures.Detection.Unavailable unavailable -> Optional.of(unavailable.reason());
      case CpuFeatures.Detection.Found found -> whyNot(found.features());
    };
  }

  /// Why a processor can't run the kernels; empty if it can.
  Optional<String> whyNot(CpuFeatures features) {
    return switch (this) {
      case AMX -> features.whyNot(WIDE).or(() -> features.whyNot(TILES));
      case AVX512 -> features.whyNot(WIDE);
      case AVX2_VNNI ->
          features
              .whyNot(NARROW)
              .or(() ->
                  features.has(CpuFeature.AVX512_VNNI, CpuFeature.AVX512VL)
                      ? Optional.empty()
                      : features.whyNot(CpuFeature.AVX_VNNI));
      case AVX2 -> features.whyNot(NARROW);
    };
  }

  /// The name of the tier.
  public String label() {
    return switch (this) {
      case AMX -> "amx";
      case AVX512 -> "avx512";
      case AVX2_VNNI -> "avx2vnni";
      case AVX2 -> "avx2";
    };
  }

  /// The end of the names of kernels.
  String suffix() {
    return isWide() ? "avx512vbmi" : label();
  }

  /// The shapes of panels and tiles.
  PanelLayout panelLayout(boolean fine, boolean precise) {
    return switch (this) {
      case AMX, AVX512 -> Gemm512.layout(fine, precise);
      case AVX2_VNNI, AVX2 -> Gemm256.layout(fine, precise);
    };
  }

  /// Whether vectors have 512 bits.
  public boolean isWide() {
    return this == AMX || this == AVX512;
  }

  /// Coordinates of a point, if a type is unpacked by them where columns are few; 0 if not.
  int coordinates(TensorType type) {
    return isWide() ? Unpackers512.coordinates(type) : 0;
  }

  /// How activations are rounded where there are few columns and weights are unpacked in order.
  Rounding rounding(TensorType type, int columns) {
    return this == AVX2 && columns == 1 ? Rounding.ofColumn(type) : Rounding.WORDS;
  }

  /// The product with 1 to 8 columns of activations, see [#rounding].
  byte[] few(TensorType type, int columns, int rest, int prefetch) {
    return switch (this) {
      case AMX, AVX512 ->
          coordinates(type) == 0
              ? Gemv512.emit(type, columns, rest, true, prefetch)
              : LatticeGemv512.emit(type, columns, rest, true, prefetch);
      case AVX2_VNNI -> Gemv256.emit(assembler(), type, true, columns, rest, prefetch);
      case AVX2 ->
          columns == 1 && Rounding.ofColumn(type).isOfGroups()
              ? ColumnGemv256.emit(assembler(), type, rest, prefetch)
              : Gemv256.emit(assembler(), type, false, columns, rest, prefetch);
    };
  }

  /// What unpacks rows to a panel.
  byte[] panel(TensorType type, int rest) {
    return switch (this) {
      case AMX, AVX512 -> Panel512.emit(type, rest);
      case AVX2_VNNI, AVX2 -> Panel256.emit(type, this == AVX2_VNNI, rest);
    };
  }

  /// The product of a panel with a tile.
  ///
  /// @param precise whether activations have 16 bits
  byte[] many(TensorType type, boolean precise) {
    return switch (this) {
      case AMX, AVX512 -> Gemm512.emit(Gemm512.layout(Unpackers512.isFine(type), precise));
      case AVX2_VNNI, AVX2 -> Gemm256.emit(assembler(), type, this == AVX2_VNNI, precise);
    };
  }

  /// Processors with AVX512-VNNI need not have AVX-VNNI, which is the same in another encoding.
  private static Assembler assembler() {
    return switch (Processor.current().features()) {
      case CpuFeatures.Detection.Found found ->
          new Assembler(found.features().has(CpuFeature.AVX_VNNI));
      case CpuFeatures.Detection.Unavailable unavailable ->
          throw new IllegalStateException(unavailable.reason());
    };
  }
}
