package llamajar.compute.cpu.x64.asm;

import java.util.Objects;
import java.util.stream.Stream;
import llamajar.compute.cpu.x64.asm.Instruction.Map;
import llamajar.compute.cpu.x64.asm.Instruction.Wide;
import org.jspecify.annotations.Nullable;

/// Refuses operands whose numbers would fit into an encoding where they mean something else.
///
/// @param instruction what they are for
/// @param reg the operand of the field `reg`, null if there is a digit or nothing
/// @param vvvv the second source, if any
/// @param rm the operand that can be in memory, null if there is none
record OperandCheck(
    Instruction instruction, @Nullable Operand reg, @Nullable Operand vvvv, @Nullable Operand rm) {

  /// Checks that an immediate is there if the instruction has one, and is a byte.
  ///
  /// @param immediate −1 for none
  static void immediate(Instruction instruction, int immediate) {
    boolean takes =
        switch (instruction) {
          case VPSHUFD, VSHUFPS, VPINSRW, VCMPPS, VCMPPS_LANES -> true;
          default -> instruction.map == Map.M3A || instruction.form == Form.VVVV_RM;
        };
    if (takes != (immediate >= 0)) {
      throw new IllegalArgumentException(
          instruction + (takes ? " needs an immediate" : " takes no immediate"));
    }
    if (immediate > 255) {
      throw new IllegalArgumentException("an immediate byte of " + immediate);
    }
  }

  /// Checks the second operand of an integer instruction.
  static void integer(Operand operand) {
    boolean fits =
        switch (operand) {
          case Gpr gpr -> true;
          case Mem mem -> !mem.broadcast() && mem.predicate() == 0;
          case Vec vec -> false;
          case Mask mask -> false;
          case Tile tile -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException("an integer instruction can't take " + operand);
    }
  }

  /// Checks kinds, masks and widths.
  void check() {
    kind(reg, regKinds());
    kind(vvvv, vvvvKinds());
    kind(rm, rmKinds());
    sources()
        .filter(OperandCheck::isMasked)
        .forEach(operand -> {
          throw new IllegalArgumentException(
              "only a destination can be under a mask, not " + operand);
        });
    if (rm instanceof Mem mem && mem.broadcast() && !instruction.tuple.canBroadcast()) {
      throw new IllegalArgumentException(instruction + " can't use one element in all lanes");
    }
    if (!canBeMasked() && Stream.of(reg, vvvv, rm).anyMatch(OperandCheck::isMasked)) {
      throw new IllegalArgumentException(instruction + " can't be under a mask");
    }
    widths();
    tiles();
  }

  private Stream<Operand> sources() {
    Stream<@Nullable Operand> sources =
        switch (instruction.form) {
          case REG_VVVV_RM, REG_RM, REG_RM_VVVV, REG, RM, NONE -> Stream.of(vvvv, rm);
          case RM_REG -> Stream.of(reg);
          case RM_VVVV_REG -> Stream.of(reg, vvvv);
          case VVVV_RM -> Stream.of(rm);
        };
    return sources.filter(Objects::nonNull);
  }

  private void kind(@Nullable Operand operand, String kinds) {
    if (operand == null) {
      return;
    }
    String letter =
        switch (operand) {
          case Vec vec -> "V";
          case Mask mask -> "K";
          case Gpr gpr -> "G";
          case Tile tile -> "T";
          case Mem mem -> "M";
        };
    if (!kinds.contains(letter)) {
      throw new IllegalArgumentException(instruction + " can't take " + operand + " there");
    }
  }

  /// Vectors, masks (K), integer registers (G), tiles or memory.
  private String regKinds() {
    return switch (instruction) {
      case VPTESTMB, VPTESTNMB, VPTESTMW, VPTESTNMW, VPCMPUB, VCMPPS, VPMOVB2M -> "K";
      case KMOVB,
          KMOVW,
          KMOVD,
          KMOVQ,
          KMOVD_STORE,
          KMOVW_GPR,
          KMOVD_GPR,
          KMOVQ_GPR,
          KUNPCKDQ,
          KSHIFTRQ ->
          "K";
      case KMOVW_TO_GPR, KMOVD_TO_GPR, KMOVQ_TO_GPR -> "G";
      case TILEZERO, TILELOADD, TILESTORED, TDPBF16PS, TDPBUSD, TDPBSSD -> "T";
      default -> "V";
    };
  }

  private String vvvvKinds() {
    return switch (instruction) {
      case KUNPCKDQ -> "K";
      case TDPBF16PS, TDPBUSD, TDPBSSD -> "T";
      default -> "V";
    };
  }

  private String rmKinds() {
    return switch (instruction) {
      case VPINSRB, VPINSRW, VPINSRD, VPINSRQ, VMOVD, VMOVD_STORE -> "GM";
      case VMOVQ_GPR, VPBROADCASTB_GPR, VPBROADCASTD_GPR, VPBROADCASTQ_GPR -> "G";
      case KMOVW_GPR, KMOVD_GPR, KMOVQ_GPR -> "G";
      case VMASKMOVPS, VMASKMOVPS_STORE, VPEXTRW_STORE -> "M";
      case VMOVSS, VMOVSS_STORE, VMOVHPS, VBROADCASTI128, VBROADCASTI64X4 -> "M";
      case LDTILECFG, TILELOADD, TILESTORED, KMOVD_STORE -> "M";
      case KMOVB, KMOVW, KMOVD, KMOVQ -> "KM";
      case VPMOVM2B, KUNPCKDQ, KSHIFTRQ, KMOVW_TO_GPR, KMOVD_TO_GPR, KMOVQ_TO_GPR -> "K";
      case TDPBF16PS, TDPBUSD, TDPBSSD -> "T";
      case VPMOVB2M -> "V";
      default -> "VM";
    };
  }

  private boolean canBeMasked() {
    return switch (instruction) {
      case VPEXTRW_STORE, VPSADBW, VPSRLDQ, VPINSRB, VPINSRW, VPINSRD, VPINSRQ, VPMOVM2B -> false;
      case VMOVD, VMOVD_STORE, VMOVQ, VMOVQ_STORE, VMOVQ_GPR, VMOVHPS -> false;
      default -> true;
    };
  }

  private static boolean isMasked(@Nullable Operand operand) {
    return switch (operand) {
      case null -> false;
      case Vec vec -> vec.predicate() != 0;
      case Mem mem -> mem.predicate() != 0;
      case Gpr gpr -> false;
      case Mask mask -> false;
      case Tile tile -> false;
    };
  }

  private void widths() {
    boolean element =
        switch (instruction.tuple) {
          case BYTES_1, BYTES_2, BYTES_4, BYTES_8 -> true;
          default -> false;
        };
    boolean broadcast = instruction.map == Map.M38 && instruction.form == Form.REG_RM;
    if (element && !broadcast && vectorWidths(reg, vvvv, rm).anyMatch(bits -> bits != 128)) {
      throw new IllegalArgumentException(instruction + " works on xmm registers only");
    }
    int widest = vectorWidths(reg, vvvv, rm).max(Integer::compare).orElse(512);
    if (widest < smallestWidth()) {
      throw new IllegalArgumentException(
          "%s needs vectors of a width of %d bits, not %d"
              .formatted(instruction, smallestWidth(), widest));
    }
    boolean whole =
        switch (instruction.tuple) {
          case WHOLE, FULL_4, FULL_8 -> instruction.wide != Wide.SOURCE;
          default -> false;
        };
    if (vectorWidths(reg, vvvv, whole ? rm : null).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "%s needs vectors of one width, not %s, %s, %s".formatted(instruction, reg, vvvv, rm));
    }
  }

  private int smallestWidth() {
    return switch (instruction) {
      case VPERMD, VPERMPS, VPERMQ, VPERMQ_INDEX, VPERM2I128, VSHUFI32X4, VBROADCASTSD -> 256;
      case VINSERTI128, VEXTRACTI128, VBROADCASTI128 -> 256;
      case VINSERTI64X4, VEXTRACTI64X4, VBROADCASTI64X4 -> 512;
      default -> 128;
    };
  }

  private static Stream<Integer> vectorWidths(@Nullable Operand... operands) {
    return Stream.of(operands).filter(Vec.class::isInstance).map(operand -> ((Vec) operand).bits());
  }

  private void tiles() {
    if (reg instanceof Tile && rm instanceof Mem mem && mem.index() == null) {
      throw new IllegalArgumentException(instruction + " needs an index, the distance of rows");
    }
    boolean product = vvvv instanceof Tile;
    if (product && Stream.of(reg, vvvv, rm).filter(Objects::nonNull).distinct().count() < 3) {
      throw new IllegalArgumentException(instruction + " needs three different tiles");
    }
  }
}
