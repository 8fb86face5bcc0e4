package llamajar.compute.cpu.x64.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Which operands an instruction takes, written down apart from the assembler's own table.
///
/// In each place: `V` a vector of the instruction's width, `H`, `Q` and `E` one of half, a quarter
/// or an eighth of it (128 bits at least), `X` 128 bits, `Y` 256 bits, `K` a mask, `R` and `G` an
/// integer register of 32 or 64 bits, `T` a tile, `M` memory, `S` memory with an index. A place
/// that can be written under a mask has a `k` after it; a final `i` is an immediate byte.
///
/// @param places the alternatives of each operand
/// @param immediate whether an immediate byte follows
/// @param widths the vector widths in bits
record Shape(List<List<String>> places, boolean immediate, List<Integer> widths) {
  private static final String TABLE =
      """
      Vk V V|M : 128 256 512 : VPADDB VPADDW VPADDQ VPADDD VPMAXSD VPSUBB VPSUBW VPSUBD VPMULLW VPMULHUW VPMULLD \
        VPMADDWD VPMADDUBSW VPDPBUSD VPDPWSSD VPMINUB VPMINUD VPMAXUB VPSUBUSB VPAND VPANDN VPOR \
        VPXOR VPSRLVW VPSLLVW VPSRLVD VPSLLVD VPSRLVQ VPSLLVQ VPMULTISHIFTQB VPSHUFB VPERMB VPERMW \
        VPERMI2B VPERMT2B VPERMI2D VPERMT2D VPERMT2W VPUNPCKLBW VPUNPCKLWD VPUNPCKLDQ VPUNPCKHBW \
        VPUNPCKHWD VPUNPCKHDQ VPUNPCKLQDQ VPUNPCKHQDQ VPACKUSWB VPACKSSWB VPACKSSDW VPBLENDMB \
        VADDPS VMULPS VSUBPS VDIVPS VMINPS VMAXPS VANDPS VXORPS VFMADD231PS VFMADD213PS \
        VFNMADD231PS VSCALEFPS VDPBF16PS
      Vk V V|M : 256 512 : VPERMD VPERMPS VPERMQ_INDEX
      V V V|M : 128 256 512 : VPSADBW
      V V V|M : 128 256 : VPSIGNB VPCMPEQB VPCMPEQD VPCMPGTB
      Vk V V|M i : 128 256 512 : VPTERNLOGD VGF2P8AFFINEQB VPALIGNR VSHUFPS
      Vk V V|M i : 256 512 : VSHUFI32X4
      V V V|M i : 128 256 : VPBLENDD
      V V V|M i : 256 : VPERM2I128
      Vk V|M : 128 256 512 : VPABSB VMOVDQU VMOVDQU8 VMOVDQU16 VMOVDQU64 VMOVUPS VCVTDQ2PS \
        VCVTPS2DQ VSQRTPS
      Vk V|M i : 128 256 512 : VPSHUFD VROUNDPS VPSRLW VPSLLW VPSRAW VPSRLD VPSRAD VPSLLD VPSRLQ VPSLLQ
      V V|M i : 128 256 512 : VPSRLDQ
      Vk V|M i : 256 512 : VPERMQ
      Vk|Mk V : 128 256 512 : VMOVDQU_STORE VMOVDQU8_STORE VMOVUPS_STORE
      Vk H|M : 128 256 512 : VPMOVSXBW VPMOVSXWD VPMOVSXDQ VPMOVZXBW VPMOVZXWD VPMOVZXDQ VCVTPH2PS
      Vk Q|M : 128 256 512 : VPMOVSXBD VPMOVZXBD VPMOVZXWQ
      Vk E|M : 128 256 512 : VPMOVZXBQ
      Qk|Mk V : 128 256 512 : VPMOVDB VPMOVSDB
      Hk|Mk V : 128 256 512 : VPMOVQD VPMOVWB
      Hk|Mk V i : 128 256 512 : VCVTPS2PH
      Hk V|M : 128 256 512 : VCVTQQ2PS VCVTPD2PS VCVTNEPS2BF16
      Vk V X|M i : 256 512 : VINSERTI128
      Vk V Y|M i : 512 : VINSERTI64X4
      Xk|Mk V i : 256 512 : VEXTRACTI128
      Yk|Mk V i : 512 : VEXTRACTI64X4
      Vk X|M : 128 256 512 : VPBROADCASTB VPBROADCASTW VPBROADCASTD VPBROADCASTQ VBROADCASTSS
      Vk X|M : 256 512 : VBROADCASTSD
      Vk R : 128 256 512 : VPBROADCASTB_GPR VPBROADCASTD_GPR
      Vk G : 128 256 512 : VPBROADCASTQ_GPR
      Vk M : 256 512 : VBROADCASTI128
      Vk M : 512 : VBROADCASTI64X4
      X X R|M i : 128 : VPINSRB VPINSRW VPINSRD
      X X G|M i : 128 : VPINSRQ
      X R|M : 128 : VMOVD
      R|M X : 128 : VMOVD_STORE
      X X|M : 128 : VMOVQ
      X|M X : 128 : VMOVQ_STORE
      X G : 128 : VMOVQ_GPR
      V V M : 128 256 : VMASKMOVPS
      M V V : 128 256 : VMASKMOVPS_STORE
      V V V|M i : 128 256 : VCMPPS_LANES
      M X i : 128 : VPEXTRW_STORE
      X X M : 128 : VMOVHPS
      Xk M : 128 : VMOVSS
      Mk X : 128 : VMOVSS_STORE
      Xk X X|M : 128 : VADDSS VMULSS VDIVSS VMAXSS VSQRTSS VFMADD231SS
      K V V|M : 128 256 512 : VPTESTMB VPTESTNMB VPTESTMW VPTESTNMW
      K V V|M i : 128 256 512 : VPCMPUB VCMPPS
      K V : 128 256 512 : VPMOVB2M
      V K : 128 256 512 : VPMOVM2B
      K K|M : 128 : KMOVB KMOVW KMOVD KMOVQ
      M K : 128 : KMOVD_STORE
      K R : 128 : KMOVW_GPR KMOVD_GPR
      K G : 128 : KMOVQ_GPR
      R K : 128 : KMOVW_TO_GPR KMOVD_TO_GPR
      G K : 128 : KMOVQ_TO_GPR
      K K K : 128 : KUNPCKDQ
      K K i : 128 : KSHIFTRQ
      M : 128 : LDTILECFG
      : 128 : TILERELEASE
      T : 128 : TILEZERO
      T S : 128 : TILELOADD
      S T : 128 : TILESTORED
      T T T : 128 : TDPBF16PS TDPBUSD TDPBSSD
      """;

  private static final Map<Instruction, Shape> SHAPES = parse();

  static Shape of(Instruction instruction) {
    Shape shape = SHAPES.get(instruction);
    if (shape == null) {
      throw new AssertionError("add the operands of " + instruction + " to the table in Shape");
    }
    return shape;
  }

  private static Map<Instruction, Shape> parse() {
    Map<Instruction, Shape> result = new EnumMap<>(Instruction.class);
    for (String line : TABLE.lines().toList()) {
      String[] columns = line.split(":", -1);
      List<List<String>> places = new ArrayList<>();
      boolean immediate = false;
      for (String place : words(columns[0])) {
        if (place.equals("i")) {
          immediate = true;
        } else {
          places.add(Arrays.asList(place.split("\\|", -1)));
        }
      }
      List<Integer> widths = words(columns[1]).stream().map(Integer::valueOf).toList();
      for (String name : words(columns[2])) {
        result.put(Instruction.valueOf(name), new Shape(places, immediate, widths));
      }
    }
    return result;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /// Whether the letters stand for memory.
  static boolean isMemory(String place) {
    return place.startsWith("M") || place.startsWith("S");
  }

  /// Whether the destination is narrower than the source, so that a source in memory tells nothing
  /// about the width.
  boolean isNarrowing() {
    return !places.isEmpty()
        && places.getFirst().contains("Hk")
        && !places.getFirst().contains("Mk");
  }
}
