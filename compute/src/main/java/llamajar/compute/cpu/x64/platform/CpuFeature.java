package llamajar.compute.cpu.x64.platform;

import static llamajar.compute.cpu.x64.platform.FeatureWord.LEAF_1_ECX;
import static llamajar.compute.cpu.x64.platform.FeatureWord.LEAF_7_0_EBX;
import static llamajar.compute.cpu.x64.platform.FeatureWord.LEAF_7_0_ECX;
import static llamajar.compute.cpu.x64.platform.FeatureWord.LEAF_7_0_EDX;
import static llamajar.compute.cpu.x64.platform.FeatureWord.LEAF_7_1_EAX;
import static llamajar.compute.cpu.x64.platform.RegisterState.AMX;
import static llamajar.compute.cpu.x64.platform.RegisterState.AVX;
import static llamajar.compute.cpu.x64.platform.RegisterState.AVX512;
import static llamajar.compute.cpu.x64.platform.RegisterState.GENERAL;

/// The groups of instructions that emitted code may want, beyond those of every x86-64 processor.
///
/// Where an instruction has a VEX and an EVEX encoding, as those of [#GFNI] have, its feature alone
/// allows the former; the latter needs [#AVX512F] too, and [#AVX512VL] for vectors of less than 512
/// bits.
public enum CpuFeature {
  /// Bit manipulation with three operands (`pdep`, `pext`, `shlx`).
  BMI2("bmi2", LEAF_7_0_EBX, 8, GENERAL),
  /// Conversion between 16-bit and 32-bit floats.
  F16C("f16c", LEAF_1_ECX, 29, AVX),
  /// Fused multiply-add of floats.
  FMA("fma", LEAF_1_ECX, 12, AVX),
  /// Integer vectors of 256 bits.
  AVX2("avx2", LEAF_7_0_EBX, 5, AVX),
  /// `vpdpbusd` and `vpdpwssd` in VEX encoding.
  AVX_VNNI("avx_vnni", LEAF_7_1_EAX, 4, AVX),
  /// Affine transformations and products of bytes as elements of a field.
  GFNI("gfni", LEAF_7_0_ECX, 8, AVX),
  /// Vectors of 512 bits, 32 of them, and masks.
  AVX512F("avx512f", LEAF_7_0_EBX, 16, AVX512),
  /// Elements of 8 and 16 bits.
  AVX512BW("avx512bw", LEAF_7_0_EBX, 30, AVX512),
  /// More for elements of 32 and 64 bits.
  AVX512DQ("avx512dq", LEAF_7_0_EBX, 17, AVX512),
  /// Masks and 32 registers also for vectors of 128 and 256 bits.
  AVX512VL("avx512vl", LEAF_7_0_EBX, 31, AVX512),
  /// Permutations of bytes (`vpermb`, `vpermi2b`) and `vpmultishiftqb`.
  AVX512_VBMI("avx512vbmi", LEAF_7_0_ECX, 1, AVX512),
  /// Compression and expansion of bytes, shifts over two elements.
  AVX512_VBMI2("avx512_vbmi2", LEAF_7_0_ECX, 6, AVX512),
  /// `vpdpbusd` and `vpdpwssd` in EVEX encoding.
  AVX512_VNNI("avx512_vnni", LEAF_7_0_ECX, 11, AVX512),
  /// Products of pairs of bfloat16.
  AVX512_BF16("avx512_bf16", LEAF_7_1_EAX, 5, AVX512),
  /// Counts of bits in elements of 8 and 16 bits, and `vpshufbitqmb`.
  AVX512_BITALG("avx512_bitalg", LEAF_7_0_ECX, 12, AVX512),
  /// Counts of bits in elements of 32 and 64 bits.
  AVX512_VPOPCNTDQ("avx512_vpopcntdq", LEAF_7_0_ECX, 14, AVX512),
  /// Registers that hold tiles of a matrix.
  AMX_TILE("amx_tile", LEAF_7_0_EDX, 24, AMX),
  /// Products of tiles of bytes.
  AMX_INT8("amx_int8", LEAF_7_0_EDX, 25, AMX),
  /// Products of tiles of bfloat16.
  AMX_BF16("amx_bf16", LEAF_7_0_EDX, 22, AMX);

  private final String label;
  private final FeatureWord word;
  private final int bit;
  private final RegisterState state;

  CpuFeature(String label, FeatureWord word, int bit, RegisterState state) {
    this.label = label;
    this.word = word;
    this.bit = bit;
    this.state = state;
  }

  /// The name that Linux gives it in `/proc/cpuinfo`.
  public String label() {
    return label;
  }

  /// The registers that it works on.
  RegisterState state() {
    return state;
  }

  /// Whether the processor has it, whatever the operating system allows.
  boolean isIn(Cpuid cpuid) {
    return (word.read(cpuid) >>> bit & 1) != 0;
  }
}
