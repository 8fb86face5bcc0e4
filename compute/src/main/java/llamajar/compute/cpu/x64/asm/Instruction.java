package llamajar.compute.cpu.x64.asm;

import static llamajar.compute.cpu.x64.asm.Form.NONE;
import static llamajar.compute.cpu.x64.asm.Form.REG;
import static llamajar.compute.cpu.x64.asm.Form.REG_RM;
import static llamajar.compute.cpu.x64.asm.Form.REG_RM_VVVV;
import static llamajar.compute.cpu.x64.asm.Form.REG_VVVV_RM;
import static llamajar.compute.cpu.x64.asm.Form.RM;
import static llamajar.compute.cpu.x64.asm.Form.RM_REG;
import static llamajar.compute.cpu.x64.asm.Form.RM_VVVV_REG;
import static llamajar.compute.cpu.x64.asm.Form.VVVV_RM;
import static llamajar.compute.cpu.x64.asm.Instruction.Encoding.BOTH;
import static llamajar.compute.cpu.x64.asm.Instruction.Encoding.EVEX;
import static llamajar.compute.cpu.x64.asm.Instruction.Encoding.VEX;
import static llamajar.compute.cpu.x64.asm.Instruction.Map.M0F;
import static llamajar.compute.cpu.x64.asm.Instruction.Map.M38;
import static llamajar.compute.cpu.x64.asm.Instruction.Map.M3A;
import static llamajar.compute.cpu.x64.asm.Instruction.Prefix.P66;
import static llamajar.compute.cpu.x64.asm.Instruction.Prefix.PF2;
import static llamajar.compute.cpu.x64.asm.Instruction.Prefix.PF3;
import static llamajar.compute.cpu.x64.asm.Instruction.Prefix.PNO;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_1;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_16;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_2;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_32;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_4;
import static llamajar.compute.cpu.x64.asm.Tuple.BYTES_8;
import static llamajar.compute.cpu.x64.asm.Tuple.EIGHTH;
import static llamajar.compute.cpu.x64.asm.Tuple.FULL_4;
import static llamajar.compute.cpu.x64.asm.Tuple.FULL_8;
import static llamajar.compute.cpu.x64.asm.Tuple.HALF;
import static llamajar.compute.cpu.x64.asm.Tuple.QUARTER;
import static llamajar.compute.cpu.x64.asm.Tuple.WHOLE;

/// The vector and mask instructions in use and how they are encoded.
///
/// An instruction that has a VEX and an EVEX form is one entry; the assembler takes the VEX form
/// unless an operand needs the other. Where only the mnemonics differ, the entry has the older one:
/// `VPAND` in its EVEX form is `vpandd`, `VMOVDQU` is `vmovdqu32`.
public enum Instruction {
  // Integers: sums, products, comparisons.
  VPADDB(REG_VVVV_RM, P66, M0F, 0xFC, 0, WHOLE, BOTH),
  VPADDW(REG_VVVV_RM, P66, M0F, 0xFD, 0, WHOLE, BOTH),
  VPADDQ(REG_VVVV_RM, P66, M0F, 0xD4, 1, FULL_8, BOTH),
  VPADDD(REG_VVVV_RM, P66, M0F, 0xFE, 0, FULL_4, BOTH),
  VPSUBB(REG_VVVV_RM, P66, M0F, 0xF8, 0, WHOLE, BOTH),
  VPSUBW(REG_VVVV_RM, P66, M0F, 0xF9, 0, WHOLE, BOTH),
  VPSUBD(REG_VVVV_RM, P66, M0F, 0xFA, 0, FULL_4, BOTH),
  VPMULLW(REG_VVVV_RM, P66, M0F, 0xD5, 0, WHOLE, BOTH),
  VPMULHUW(REG_VVVV_RM, P66, M0F, 0xE4, 0, WHOLE, BOTH),
  VPMULLD(REG_VVVV_RM, P66, M38, 0x40, 0, FULL_4, BOTH),
  VPMADDWD(REG_VVVV_RM, P66, M0F, 0xF5, 0, WHOLE, BOTH),
  VPMADDUBSW(REG_VVVV_RM, P66, M38, 0x04, 0, WHOLE, BOTH),
  VPDPBUSD(REG_VVVV_RM, P66, M38, 0x50, 0, FULL_4, BOTH),
  VPDPWSSD(REG_VVVV_RM, P66, M38, 0x52, 0, FULL_4, BOTH),
  VPSADBW(REG_VVVV_RM, P66, M0F, 0xF6, 0, WHOLE, BOTH),
  VPABSB(REG_RM, P66, M38, 0x1C, 0, WHOLE, BOTH),
  VPSIGNB(REG_VVVV_RM, P66, M38, 0x08, 0, WHOLE, VEX),
  VPMINUB(REG_VVVV_RM, P66, M0F, 0xDA, 0, WHOLE, BOTH),
  VPMAXSD(REG_VVVV_RM, P66, M38, 0x3D, 0, FULL_4, BOTH),
  VPMINUD(REG_VVVV_RM, P66, M38, 0x3B, 0, FULL_4, BOTH),
  VPMAXUB(REG_VVVV_RM, P66, M0F, 0xDE, 0, WHOLE, BOTH),
  VPCMPEQB(REG_VVVV_RM, P66, M0F, 0x74, 0, WHOLE, VEX),
  VPCMPEQD(REG_VVVV_RM, P66, M0F, 0x76, 0, WHOLE, VEX),
  VPCMPGTB(REG_VVVV_RM, P66, M0F, 0x64, 0, WHOLE, VEX),
  VPSUBUSB(REG_VVVV_RM, P66, M0F, 0xD8, 0, WHOLE, BOTH),

  // Bits.
  VPAND(REG_VVVV_RM, P66, M0F, 0xDB, 0, FULL_4, BOTH),
  VPANDN(REG_VVVV_RM, P66, M0F, 0xDF, 0, FULL_4, BOTH),
  VPOR(REG_VVVV_RM, P66, M0F, 0xEB, 0, FULL_4, BOTH),
  VPXOR(REG_VVVV_RM, P66, M0F, 0xEF, 0, FULL_4, BOTH),
  VPTERNLOGD(REG_VVVV_RM, P66, M3A, 0x25, 0, FULL_4, EVEX),
  VPSRLW(VVVV_RM, P66, M0F, 0x71, 0, WHOLE, BOTH, 2),
  VPSLLW(VVVV_RM, P66, M0F, 0x71, 0, WHOLE, BOTH, 6),
  VPSRAW(VVVV_RM, P66, M0F, 0x71, 0, WHOLE, BOTH, 4),
  VPSRLD(VVVV_RM, P66, M0F, 0x72, 0, FULL_4, BOTH, 2),
  VPSRAD(VVVV_RM, P66, M0F, 0x72, 0, FULL_4, BOTH, 4),
  VPSLLD(VVVV_RM, P66, M0F, 0x72, 0, FULL_4, BOTH, 6),
  VPSRLQ(VVVV_RM, P66, M0F, 0x73, 1, FULL_8, BOTH, 2),
  VPSLLQ(VVVV_RM, P66, M0F, 0x73, 1, FULL_8, BOTH, 6),
  VPSRLDQ(VVVV_RM, P66, M0F, 0x73, 0, WHOLE, BOTH, 3),
  VPSRLVW(REG_VVVV_RM, P66, M38, 0x10, 1, WHOLE, EVEX),
  VPSLLVW(REG_VVVV_RM, P66, M38, 0x12, 1, WHOLE, EVEX),
  VPSRLVD(REG_VVVV_RM, P66, M38, 0x45, 0, FULL_4, BOTH),
  VPSLLVD(REG_VVVV_RM, P66, M38, 0x47, 0, FULL_4, BOTH),
  VPSRLVQ(REG_VVVV_RM, P66, M38, 0x45, 1, FULL_8, BOTH, Wide.ALWAYS),
  VPSLLVQ(REG_VVVV_RM, P66, M38, 0x47, 1, FULL_8, BOTH, Wide.ALWAYS),
  VPMULTISHIFTQB(REG_VVVV_RM, P66, M38, 0x83, 1, FULL_8, EVEX),
  VGF2P8AFFINEQB(REG_VVVV_RM, P66, M3A, 0xCE, 1, FULL_8, BOTH, Wide.ALWAYS),

  // Shuffles.
  VPSHUFB(REG_VVVV_RM, P66, M38, 0x00, 0, WHOLE, BOTH),
  VPSHUFD(REG_RM, P66, M0F, 0x70, 0, FULL_4, BOTH),
  VPERMB(REG_VVVV_RM, P66, M38, 0x8D, 0, WHOLE, EVEX),
  VPERMW(REG_VVVV_RM, P66, M38, 0x8D, 1, WHOLE, EVEX),
  VPERMD(REG_VVVV_RM, P66, M38, 0x36, 0, FULL_4, BOTH),
  VPERMPS(REG_VVVV_RM, P66, M38, 0x16, 0, FULL_4, BOTH),
  VPERMQ(REG_RM, P66, M3A, 0x00, 1, FULL_8, BOTH, Wide.ALWAYS),
  VPERMQ_INDEX(REG_VVVV_RM, P66, M38, 0x36, 1, FULL_8, EVEX),
  VPERMI2B(REG_VVVV_RM, P66, M38, 0x75, 0, WHOLE, EVEX),
  VPERMT2B(REG_VVVV_RM, P66, M38, 0x7D, 0, WHOLE, EVEX),
  VPERMI2D(REG_VVVV_RM, P66, M38, 0x76, 0, FULL_4, EVEX),
  VPERMT2D(REG_VVVV_RM, P66, M38, 0x7E, 0, FULL_4, EVEX),
  VPERMT2W(REG_VVVV_RM, P66, M38, 0x7D, 1, WHOLE, EVEX),
  VPERM2I128(REG_VVVV_RM, P66, M3A, 0x46, 0, WHOLE, VEX),
  VSHUFI32X4(REG_VVVV_RM, P66, M3A, 0x43, 0, FULL_4, EVEX),
  VPALIGNR(REG_VVVV_RM, P66, M3A, 0x0F, 0, WHOLE, BOTH),
  VPUNPCKLBW(REG_VVVV_RM, P66, M0F, 0x60, 0, WHOLE, BOTH),
  VPUNPCKLWD(REG_VVVV_RM, P66, M0F, 0x61, 0, WHOLE, BOTH),
  VPUNPCKLDQ(REG_VVVV_RM, P66, M0F, 0x62, 0, FULL_4, BOTH),
  VPUNPCKHBW(REG_VVVV_RM, P66, M0F, 0x68, 0, WHOLE, BOTH),
  VPUNPCKHWD(REG_VVVV_RM, P66, M0F, 0x69, 0, WHOLE, BOTH),
  VPUNPCKHDQ(REG_VVVV_RM, P66, M0F, 0x6A, 0, FULL_4, BOTH),
  VPUNPCKLQDQ(REG_VVVV_RM, P66, M0F, 0x6C, 1, FULL_8, BOTH),
  VPUNPCKHQDQ(REG_VVVV_RM, P66, M0F, 0x6D, 1, FULL_8, BOTH),
  VPACKUSWB(REG_VVVV_RM, P66, M0F, 0x67, 0, WHOLE, BOTH),
  VPACKSSWB(REG_VVVV_RM, P66, M0F, 0x63, 0, WHOLE, BOTH),
  VPACKSSDW(REG_VVVV_RM, P66, M0F, 0x6B, 0, FULL_4, BOTH),
  VPBLENDMB(REG_VVVV_RM, P66, M38, 0x66, 0, WHOLE, EVEX),
  VPBLENDD(REG_VVVV_RM, P66, M3A, 0x02, 0, WHOLE, VEX),
  VINSERTI128(REG_VVVV_RM, P66, M3A, 0x38, 0, BYTES_16, BOTH),
  VINSERTI64X4(REG_VVVV_RM, P66, M3A, 0x3A, 1, BYTES_32, EVEX),
  VEXTRACTI128(RM_REG, P66, M3A, 0x39, 0, BYTES_16, BOTH),
  VEXTRACTI64X4(RM_REG, P66, M3A, 0x3B, 1, BYTES_32, EVEX),
  VPINSRB(REG_VVVV_RM, P66, M3A, 0x20, 0, BYTES_1, BOTH),
  VPINSRW(REG_VVVV_RM, P66, M0F, 0xC4, 0, BYTES_2, BOTH),
  VPINSRD(REG_VVVV_RM, P66, M3A, 0x22, 0, BYTES_4, BOTH),
  VPINSRQ(REG_VVVV_RM, P66, M3A, 0x22, 1, BYTES_8, BOTH, Wide.ALWAYS),
  VPBROADCASTB(REG_RM, P66, M38, 0x78, 0, BYTES_1, BOTH),
  VPBROADCASTW(REG_RM, P66, M38, 0x79, 0, BYTES_2, BOTH),
  VPBROADCASTD(REG_RM, P66, M38, 0x58, 0, BYTES_4, BOTH),
  VPBROADCASTQ(REG_RM, P66, M38, 0x59, 1, BYTES_8, BOTH),
  VPBROADCASTB_GPR(REG_RM, P66, M38, 0x7A, 0, BYTES_1, EVEX),
  VPBROADCASTD_GPR(REG_RM, P66, M38, 0x7C, 0, BYTES_4, EVEX),
  VPBROADCASTQ_GPR(REG_RM, P66, M38, 0x7C, 1, BYTES_8, EVEX),
  VBROADCASTI128(REG_RM, P66, M38, 0x5A, 0, BYTES_16, BOTH),
  VBROADCASTI64X4(REG_RM, P66, M38, 0x5B, 1, BYTES_32, EVEX),
  VBROADCASTSS(REG_RM, P66, M38, 0x18, 0, BYTES_4, BOTH),
  VBROADCASTSD(REG_RM, P66, M38, 0x19, 1, BYTES_8, BOTH),

  // Moves and conversions.
  VMOVDQU(REG_RM, PF3, M0F, 0x6F, 0, WHOLE, BOTH),
  VMOVDQU_STORE(RM_REG, PF3, M0F, 0x7F, 0, WHOLE, BOTH),
  VMOVDQU8(REG_RM, PF2, M0F, 0x6F, 0, WHOLE, EVEX),
  VMOVDQU8_STORE(RM_REG, PF2, M0F, 0x7F, 0, WHOLE, EVEX),
  VMOVDQU16(REG_RM, PF2, M0F, 0x6F, 1, WHOLE, EVEX),
  VMOVDQU64(REG_RM, PF3, M0F, 0x6F, 1, WHOLE, EVEX),
  VMOVUPS(REG_RM, PNO, M0F, 0x10, 0, WHOLE, BOTH),
  VMOVUPS_STORE(RM_REG, PNO, M0F, 0x11, 0, WHOLE, BOTH),
  VMOVSS(REG_RM, PF3, M0F, 0x10, 0, BYTES_4, BOTH),
  VMOVSS_STORE(RM_REG, PF3, M0F, 0x11, 0, BYTES_4, BOTH),
  VMOVD(REG_RM, P66, M0F, 0x6E, 0, BYTES_4, BOTH),
  VMOVD_STORE(RM_REG, P66, M0F, 0x7E, 0, BYTES_4, BOTH),
  VMOVQ(REG_RM, PF3, M0F, 0x7E, 1, BYTES_8, BOTH),
  VMOVQ_STORE(RM_REG, P66, M0F, 0xD6, 1, BYTES_8, BOTH),
  VMOVQ_GPR(REG_RM, P66, M0F, 0x6E, 1, BYTES_8, BOTH, Wide.ALWAYS),
  VMASKMOVPS(REG_VVVV_RM, P66, M38, 0x2C, 0, WHOLE, VEX),
  VMASKMOVPS_STORE(RM_VVVV_REG, P66, M38, 0x2E, 0, WHOLE, VEX),
  VPEXTRW_STORE(RM_REG, P66, M3A, 0x15, 0, BYTES_2, BOTH),
  VMOVHPS(REG_VVVV_RM, PNO, M0F, 0x16, 0, BYTES_8, BOTH),
  VPMOVSXBW(REG_RM, P66, M38, 0x20, 0, HALF, BOTH),
  VPMOVSXBD(REG_RM, P66, M38, 0x21, 0, QUARTER, BOTH),
  VPMOVSXWD(REG_RM, P66, M38, 0x23, 0, HALF, BOTH),
  VPMOVSXDQ(REG_RM, P66, M38, 0x25, 0, HALF, BOTH),
  VPMOVZXBW(REG_RM, P66, M38, 0x30, 0, HALF, BOTH),
  VPMOVZXBD(REG_RM, P66, M38, 0x31, 0, QUARTER, BOTH),
  VPMOVZXBQ(REG_RM, P66, M38, 0x32, 0, EIGHTH, BOTH),
  VPMOVZXWD(REG_RM, P66, M38, 0x33, 0, HALF, BOTH),
  VPMOVZXWQ(REG_RM, P66, M38, 0x34, 0, QUARTER, BOTH),
  VPMOVQD(RM_REG, PF3, M38, 0x35, 0, HALF, EVEX),
  VPMOVZXDQ(REG_RM, P66, M38, 0x35, 0, HALF, BOTH),
  VPMOVWB(RM_REG, PF3, M38, 0x30, 0, HALF, EVEX),
  VPMOVDB(RM_REG, PF3, M38, 0x31, 0, QUARTER, EVEX),
  VPMOVSDB(RM_REG, PF3, M38, 0x21, 0, QUARTER, EVEX),
  VCVTDQ2PS(REG_RM, PNO, M0F, 0x5B, 0, FULL_4, BOTH),
  VCVTPS2DQ(REG_RM, P66, M0F, 0x5B, 0, FULL_4, BOTH),
  VCVTPH2PS(REG_RM, P66, M38, 0x13, 0, HALF, BOTH),
  VCVTPS2PH(RM_REG, P66, M3A, 0x1D, 0, HALF, BOTH),
  VCVTQQ2PS(REG_RM, PNO, M0F, 0x5B, 1, FULL_8, EVEX, Wide.SOURCE),
  VCVTPD2PS(REG_RM, P66, M0F, 0x5A, 1, FULL_8, BOTH, Wide.SOURCE),

  // Floats.
  VADDPS(REG_VVVV_RM, PNO, M0F, 0x58, 0, FULL_4, BOTH),
  VMULPS(REG_VVVV_RM, PNO, M0F, 0x59, 0, FULL_4, BOTH),
  VSUBPS(REG_VVVV_RM, PNO, M0F, 0x5C, 0, FULL_4, BOTH),
  VDIVPS(REG_VVVV_RM, PNO, M0F, 0x5E, 0, FULL_4, BOTH),
  VMINPS(REG_VVVV_RM, PNO, M0F, 0x5D, 0, FULL_4, BOTH),
  VMAXPS(REG_VVVV_RM, PNO, M0F, 0x5F, 0, FULL_4, BOTH),
  VANDPS(REG_VVVV_RM, PNO, M0F, 0x54, 0, FULL_4, BOTH),
  VXORPS(REG_VVVV_RM, PNO, M0F, 0x57, 0, FULL_4, BOTH),
  VADDSS(REG_VVVV_RM, PF3, M0F, 0x58, 0, BYTES_4, BOTH),
  VMULSS(REG_VVVV_RM, PF3, M0F, 0x59, 0, BYTES_4, BOTH),
  VDIVSS(REG_VVVV_RM, PF3, M0F, 0x5E, 0, BYTES_4, BOTH),
  VMAXSS(REG_VVVV_RM, PF3, M0F, 0x5F, 0, BYTES_4, BOTH),
  VSQRTSS(REG_VVVV_RM, PF3, M0F, 0x51, 0, BYTES_4, BOTH),
  VSQRTPS(REG_RM, PNO, M0F, 0x51, 0, FULL_4, BOTH),
  VFMADD231PS(REG_VVVV_RM, P66, M38, 0xB8, 0, FULL_4, BOTH),
  VFMADD213PS(REG_VVVV_RM, P66, M38, 0xA8, 0, FULL_4, BOTH),
  VFNMADD231PS(REG_VVVV_RM, P66, M38, 0xBC, 0, FULL_4, BOTH),
  VFMADD231SS(REG_VVVV_RM, P66, M38, 0xB9, 0, BYTES_4, BOTH),
  VSHUFPS(REG_VVVV_RM, PNO, M0F, 0xC6, 0, FULL_4, BOTH),
  VCMPPS_LANES(REG_VVVV_RM, PNO, M0F, 0xC2, 0, WHOLE, VEX),
  VROUNDPS(REG_RM, P66, M3A, 0x08, 0, FULL_4, BOTH),
  VSCALEFPS(REG_VVVV_RM, P66, M38, 0x2C, 0, FULL_4, EVEX),
  VDPBF16PS(REG_VVVV_RM, PF3, M38, 0x52, 0, FULL_4, EVEX),
  VCVTNEPS2BF16(REG_RM, PF3, M38, 0x72, 0, FULL_4, EVEX, Wide.SOURCE),

  // Masks.
  VPTESTMB(REG_VVVV_RM, P66, M38, 0x26, 0, WHOLE, EVEX),
  VPTESTNMB(REG_VVVV_RM, PF3, M38, 0x26, 0, WHOLE, EVEX),
  VPTESTMW(REG_VVVV_RM, P66, M38, 0x26, 1, WHOLE, EVEX),
  VPTESTNMW(REG_VVVV_RM, PF3, M38, 0x26, 1, WHOLE, EVEX),
  VPCMPUB(REG_VVVV_RM, P66, M3A, 0x3E, 0, WHOLE, EVEX),
  VCMPPS(REG_VVVV_RM, PNO, M0F, 0xC2, 0, FULL_4, EVEX),
  VPMOVB2M(REG_RM, PF3, M38, 0x29, 0, WHOLE, EVEX),
  VPMOVM2B(REG_RM, PF3, M38, 0x28, 0, WHOLE, EVEX),
  KMOVB(REG_RM, P66, M0F, 0x90, 0, BYTES_1, VEX),
  KMOVW(REG_RM, PNO, M0F, 0x90, 0, BYTES_2, VEX),
  KMOVD(REG_RM, P66, M0F, 0x90, 1, BYTES_4, VEX, Wide.ALWAYS),
  KMOVQ(REG_RM, PNO, M0F, 0x90, 1, BYTES_8, VEX, Wide.ALWAYS),
  KMOVD_STORE(RM_REG, P66, M0F, 0x91, 1, BYTES_4, VEX, Wide.ALWAYS),
  KMOVW_GPR(REG_RM, PNO, M0F, 0x92, 0, BYTES_2, VEX),
  KMOVD_GPR(REG_RM, PF2, M0F, 0x92, 0, BYTES_4, VEX),
  KMOVQ_GPR(REG_RM, PF2, M0F, 0x92, 1, BYTES_8, VEX, Wide.ALWAYS),
  KMOVW_TO_GPR(REG_RM, PNO, M0F, 0x93, 0, BYTES_2, VEX),
  KMOVD_TO_GPR(REG_RM, PF2, M0F, 0x93, 0, BYTES_4, VEX),
  KMOVQ_TO_GPR(REG_RM, PF2, M0F, 0x93, 1, BYTES_8, VEX, Wide.ALWAYS),
  KUNPCKDQ(REG_VVVV_RM, PNO, M0F, 0x4B, 1, WHOLE, VEX, Wide.ALWAYS),
  KSHIFTRQ(REG_RM, P66, M3A, 0x31, 1, WHOLE, VEX, Wide.ALWAYS),

  // Tiles.
  LDTILECFG(RM, PNO, M38, 0x49, 0, WHOLE, VEX),
  TILERELEASE(NONE, PNO, M38, 0x49, 0, WHOLE, VEX),
  TILEZERO(REG, PF2, M38, 0x49, 0, WHOLE, VEX),
  TILELOADD(REG_RM, PF2, M38, 0x4B, 0, WHOLE, VEX),
  TILESTORED(RM_REG, PF3, M38, 0x4B, 0, WHOLE, VEX),
  TDPBF16PS(REG_RM_VVVV, PF3, M38, 0x5C, 0, WHOLE, VEX),
  TDPBUSD(REG_RM_VVVV, P66, M38, 0x5E, 0, WHOLE, VEX),
  TDPBSSD(REG_RM_VVVV, PF2, M38, 0x5E, 0, WHOLE, VEX);

  enum Prefix {
    PNO(0),
    P66(1),
    PF3(2),
    PF2(3);

    final int code;

    Prefix(int code) {
      this.code = code;
    }
  }

  enum Map {
    M0F(1),
    M38(2),
    M3A(3);

    final int code;

    Map(int code) {
      this.code = code;
    }
  }

  enum Encoding {
    VEX,
    EVEX,
    BOTH
  }

  /// When the bit W is set, and which operand gives the vector length.
  enum Wide {
    /// W only in the EVEX form.
    EVEX_ONLY,
    /// W in the VEX form as well.
    ALWAYS,
    /// W in the EVEX form only; the length is the source's, which is twice the destination's.
    SOURCE
  }

  final Form form;
  final Prefix prefix;
  final Map map;
  final int opcode;
  final int w;
  final Tuple tuple;
  final Encoding encoding;
  final Wide wide;

  /// Takes the place of `reg` in shifts by an immediate.
  final int digit;

  Instruction(
      Form form, Prefix prefix, Map map, int opcode, int w, Tuple tuple, Encoding encoding) {
    this(form, prefix, map, opcode, w, tuple, encoding, Wide.EVEX_ONLY, 0);
  }

  Instruction(
      Form form,
      Prefix prefix,
      Map map,
      int opcode,
      int w,
      Tuple tuple,
      Encoding encoding,
      int digit) {
    this(form, prefix, map, opcode, w, tuple, encoding, Wide.EVEX_ONLY, digit);
  }

  Instruction(
      Form form,
      Prefix prefix,
      Map map,
      int opcode,
      int w,
      Tuple tuple,
      Encoding encoding,
      Wide wide) {
    this(form, prefix, map, opcode, w, tuple, encoding, wide, 0);
  }

  Instruction(
      Form form,
      Prefix prefix,
      Map map,
      int opcode,
      int w,
      Tuple tuple,
      Encoding encoding,
      Wide wide,
      int digit) {
    this.form = form;
    this.prefix = prefix;
    this.map = map;
    this.opcode = opcode;
    this.w = w;
    this.tuple = tuple;
    this.encoding = encoding;
    this.wide = wide;
    this.digit = digit;
  }
}
