package llamajar.compute.cpu.x64.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What can't be encoded, or would be encoded as something else, is refused and leaves no bytes.
class RefusalTest {
  private static final Mem PLACE = Mem.at(Gpr.RAX);
  private static final Mask K0 = new Mask(0);
  private static final Mask K1 = new Mask(1);
  private final Assembler assembler = new Assembler(false);

  @Test
  void refusesK0AsAPredicate() {
    assertThatThrownBy(() -> Vec.zmm(1).merge(K0)).hasMessageContaining("k0");
    assertThatThrownBy(() -> Vec.zmm(1).zero(K0)).hasMessageContaining("k0");
    assertThatThrownBy(() -> PLACE.merge(K0)).hasMessageContaining("k0");
    assertThatThrownBy(() -> new Vec(1, 512, 0, true)).hasMessageContaining("k0");
    assertThatThrownBy(() -> new Vec(1, 512, 8, false)).hasMessageContaining("k8");
  }

  @Test
  void refusesRegistersThatDoNotExist() {
    assertThatThrownBy(() -> Vec.xmm(32)).hasMessageContaining("32");
    assertThatThrownBy(() -> new Mask(8)).hasMessageContaining("k8");
    assertThatThrownBy(() -> new Tile(8)).hasMessageContaining("tmm8");
    assertThatThrownBy(() -> Vec.xmm(1).as(64)).hasMessageContaining("64 bits");
  }

  @Test
  void refusesAddressesThatDoNotExist() {
    assertThatThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RSP, 1, 0)).hasMessageContaining("rsp");
    assertThatThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RBX, 3, 0)).hasMessageContaining("scale of 3");
    assertThatThrownBy(() -> new Mem(null, null, 1, 0, null, false, 0))
        .hasMessageContaining("base or a label");
    assertThatThrownBy(() -> new Mem(null, Gpr.RBX, 1, 0, new Label(), false, 0))
        .hasMessageContaining("index");
  }

  @Test
  void refusesABroadcastWhereThereIsNone() {
    refuses("all lanes", Instruction.VPADDB, Vec.zmm(0), Vec.zmm(1), PLACE.inAllLanes());
    refuses("all lanes", Instruction.VMOVDQU, Vec.zmm(0), PLACE.inAllLanes());
    refuses("all lanes", Instruction.VMULSS, Vec.xmm(0), Vec.xmm(1), PLACE.inAllLanes());
  }

  @Test
  void refusesWhatOnlyEvexCouldExpress() {
    refuses("EVEX", Instruction.VPSIGNB, Vec.zmm(0), Vec.zmm(1), Vec.zmm(2));
    refuses("EVEX", Instruction.VPSIGNB, Vec.xmm(16), Vec.xmm(1), Vec.xmm(2));
    refuses("EVEX", Instruction.VPSIGNB, Vec.xmm(0), Vec.xmm(16), Vec.xmm(2));
    refuses("EVEX", Instruction.VPSIGNB, Vec.xmm(0), Vec.xmm(1), Vec.xmm(16));
    refuses("EVEX", Instruction.VPCMPEQB, Vec.ymm(0).merge(K1), Vec.ymm(1), Vec.ymm(2));
  }

  @Test
  void refusesAWrongNumberOfOperands() {
    refuses("3 operands, not 2", Instruction.VPADDB, Vec.ymm(0), Vec.ymm(1));
    refuses("2 operands, not 3", Instruction.VPABSB, Vec.ymm(0), Vec.ymm(1), Vec.ymm(2));
    refuses("0 operands, not 1", Instruction.TILERELEASE, new Tile(0));
  }

  @Test
  void refusesAMissingOrUnexpectedImmediate() {
    refuses("immediate", Instruction.VPSHUFD, Vec.ymm(0), Vec.ymm(1));
    refuses("immediate", Instruction.VPSRLW, Vec.ymm(0), Vec.ymm(1));
    refuses("immediate", Instruction.VPALIGNR, Vec.ymm(0), Vec.ymm(1), Vec.ymm(2));
    assertThatThrownBy(() -> assembler.emit(Instruction.VPABSB, 1, Vec.ymm(0), Vec.ymm(1)))
        .hasMessageContaining("immediate");
    assertThatThrownBy(() -> assembler.emit(Instruction.VPSHUFD, 256, Vec.ymm(0), Vec.ymm(1)))
        .hasMessageContaining("256");
    assertThat(assembler.size()).isZero();
  }

  @Test
  void refusesAMaskOnASource() {
    refuses("destination", Instruction.VPADDB, Vec.zmm(0), Vec.zmm(1).merge(K1), Vec.zmm(2));
    refuses("destination", Instruction.VPADDB, Vec.zmm(0), Vec.zmm(1), Vec.zmm(2).merge(K1));
    refuses("destination", Instruction.VMOVDQU, Vec.zmm(0), PLACE.merge(K1));
  }

  @Test
  void refusesVectorsOfDifferentWidths() {
    refuses("width", Instruction.VPADDB, Vec.zmm(0), Vec.ymm(1), Vec.zmm(2));
    refuses("width", Instruction.VPADDB, Vec.zmm(0), Vec.zmm(1), Vec.ymm(2));
    refuses("width", Instruction.VMOVDQU, Vec.ymm(0), Vec.xmm(1));
  }

  @Test
  void refusesLongVectorsInScalarInstructions() {
    refuses("xmm", Instruction.VMOVD, Vec.ymm(0), Gpr.RAX);
    refuses("xmm", Instruction.VMOVSS, Vec.zmm(0), PLACE);
    refuses("xmm", Instruction.VMULSS, Vec.ymm(0), Vec.ymm(1), Vec.ymm(2));
    assembler.emit(Instruction.VPBROADCASTB, Vec.zmm(0), Vec.xmm(1));
    assertThat(assembler.size()).isEqualTo(6);
  }

  @Test
  void refusesARegisterOfAnotherKind() {
    refuses("RAX", Instruction.VPADDB, Vec.ymm(0), Vec.ymm(1), Gpr.RAX);
    refuses("xmm1", Instruction.VMOVD, Vec.xmm(0), Vec.xmm(1));
    refuses("xmm1", Instruction.VMOVSS, Vec.xmm(0), Vec.xmm(1));
    refuses("k1", Instruction.VPADDB, K1, Vec.ymm(1), Vec.ymm(2));
    refuses("ymm0", Instruction.VPTESTMB, Vec.ymm(0), Vec.ymm(1), Vec.ymm(2));
    refuses("tmm1", Instruction.VMOVDQU, Vec.zmm(0), new Tile(1));
    assertThatThrownBy(() -> assembler.add(Gpr.RAX, Vec.xmm(1))).hasMessageContaining("xmm1");
    assertThatThrownBy(() -> assembler.movzxByte(Gpr.RAX, Gpr.RSI)).hasMessageContaining("RSI");
    assertThat(assembler.size()).isZero();
  }

  @Test
  void refusesMasksOnDestinationsThatHaveNone() {
    for (Instruction instruction : Instruction.values()) {
      Shape shape = Shape.of(instruction);
      List<Operand> operands = Cases.plain(instruction, shape.widths().getLast());
      if (!operands.isEmpty()
          && operands.getFirst() instanceof Vec vec
          && !shape.places().getFirst().getFirst().endsWith("k")) {
        operands.set(0, vec.merge(K1));
        refusesAll(instruction, operands);
      }
    }
  }

  @Test
  void refusesWidthsThatAnInstructionDoesNotHave() {
    for (Instruction instruction : Instruction.values()) {
      Shape shape = Shape.of(instruction);
      boolean hasWidth =
          shape.places().stream().flatMap(List::stream).anyMatch(one -> one.startsWith("V"));
      for (int width : new int[] {128, 256, 512}) {
        if (hasWidth && !shape.widths().contains(width)) {
          refusesAll(instruction, Cases.plain(instruction, width));
        }
      }
    }
  }

  private void refusesAll(Instruction instruction, List<Operand> operands) {
    int immediate = Shape.of(instruction).immediate() ? 1 : -1;
    assertThatThrownBy(
            () -> assembler.emit(instruction, immediate, operands.toArray(Operand[]::new)))
        .as("%s %s", instruction, operands)
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTilesWithoutAStride() {
    refuses("index", Instruction.TILELOADD, new Tile(0), PLACE);
    refuses("index", Instruction.TILESTORED, PLACE, new Tile(0));
  }

  @Test
  void refusesProductsOfATileWithItself() {
    refuses("different", Instruction.TDPBUSD, new Tile(0), new Tile(1), new Tile(1));
    refuses("different", Instruction.TDPBUSD, new Tile(1), new Tile(1), new Tile(2));
  }

  private void refuses(String reason, Instruction instruction, Operand... operands) {
    assertThatThrownBy(() -> assembler.emit(instruction, operands))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
    assertThat(assembler.size()).isZero();
  }
}
