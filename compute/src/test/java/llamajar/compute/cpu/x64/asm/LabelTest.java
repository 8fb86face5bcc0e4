package llamajar.compute.cpu.x64.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Labels, the pool of constants, and alignment.
class LabelTest {
  private final Assembler assembler = new Assembler(false);

  @Test
  void jumpsForwardOverWhatLiesBetween() {
    Label end = assembler.label();
    assembler.jmp(end);
    assembler.ret();
    assembler.bind(end);
    assembler.ret();

    assertThat(hex()).isEqualTo("e9 01 00 00 00 c3 c3");
  }

  @Test
  void jumpsBackwardFromItsOwnEnd() {
    Label start = assembler.here();
    assembler.ret();
    assembler.jump(Condition.NOT_EQUAL, start);

    assertThat(hex()).isEqualTo("c3 0f 85 f9 ff ff ff");
  }

  @Test
  void jumpsOnEachCondition() {
    Map<Condition, Integer> codes =
        Map.of(
            Condition.EQUAL, 0x84,
            Condition.NOT_EQUAL, 0x85,
            Condition.LESS, 0x8C,
            Condition.GREATER_OR_EQUAL, 0x8D,
            Condition.LESS_OR_EQUAL, 0x8E,
            Condition.GREATER, 0x8F);
    assertThat(codes).containsOnlyKeys(Condition.values());
    codes.forEach((condition, code) -> {
      Assembler one = new Assembler(false);
      one.jump(condition, one.here());
      assertThat(one.toBytes()).startsWith(0x0F, code);
    });
  }

  @Test
  void refusesToFinishWithALabelThatHasNoPlace() {
    assembler.jmp(assembler.label());

    assertThatThrownBy(assembler::toBytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never placed");
  }

  @Test
  void refusesToPlaceALabelTwice() {
    Label label = assembler.here();

    assertThatThrownBy(() -> assembler.bind(label))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void storesEqualConstantsOnce() {
    assembler.emit(Instruction.VPADDB, Vec.ymm(0), Vec.ymm(1), assembler.constant(bytes(32, 7)));
    assembler.emit(Instruction.VPADDB, Vec.ymm(2), Vec.ymm(3), assembler.constant(bytes(32, 7)));
    assembler.emit(Instruction.VPADDB, Vec.ymm(4), Vec.ymm(5), assembler.constant(bytes(32, 9)));
    byte[] code = assembler.toBytes();

    // Three instructions of eight bytes, filled up to 32, and two constants.
    assertThat(code).hasSize(32 + 2 * 32);
    assertThat(constantAt(code, 8, 32)).isEqualTo(bytes(32, 7));
    assertThat(constantAt(code, 16, 32)).isEqualTo(bytes(32, 7));
    assertThat(constantAt(code, 24, 32)).isEqualTo(bytes(32, 9));
  }

  @Test
  void countsTheDistanceFromBehindAnImmediate() {
    Mem constant = assembler.constant(bytes(64, 5));
    assembler.emit(Instruction.VPSHUFD, 0x1B, Vec.zmm(1), constant);
    int end = assembler.size();
    byte[] code = assembler.toBytes();

    int distance = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(end - 5);
    assertThat(code[end - 1]).isEqualTo((byte) 0x1B);
    assertThat(slice(code, end + distance, 64)).isEqualTo(bytes(64, 5));
  }

  @Test
  void readsAPartOfAConstant() {
    byte[] content = new byte[32];
    content[20] = 42;
    assembler.movzxByte(Gpr.RAX, assembler.constant(content).plus(20));
    int end = assembler.size();
    byte[] code = assembler.toBytes();

    assertThat(constantAt(code, end, 1)).containsExactly(42);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128})
  void alignsConstantsToTheirSizeUpToALine(int size) {
    assembler.ret();
    assembler.lea(Gpr.RAX, assembler.constant(bytes(size, 3)));
    int end = assembler.size();
    byte[] code = assembler.toBytes();

    int position = end + ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(end - 4);
    assertThat(position % Math.min(size, 64)).isZero();
    assertThat(slice(code, position, size)).isEqualTo(bytes(size, 3));
  }

  @Test
  void aConstantIsACopy() {
    byte[] content = {1, 2, 3, 4};
    assembler.mov32(Gpr.RAX, assembler.constant(content));
    int end = assembler.size();
    content[0] = 99;

    assertThat(constantAt(assembler.toBytes(), end, 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void fillsUpToALoopWithInstructionsThatDoNothing() {
    for (int before = 0; before <= 33; before++) {
      Assembler one = new Assembler(false);
      for (int i = 0; i < before; i++) {
        one.ret();
      }
      one.alignLoop();
      byte[] code = one.toBytes();

      assertThat(code.length).isEqualTo((before + 31) / 32 * 32);
      assertThat(NoOperations.covers(code, before)).as("after %d bytes", before).isTrue();
    }
  }

  private String hex() {
    return GnuAssembler.hex(assembler.toBytes());
  }

  /// What an instruction reads that ends at `end` with the distance to its constant.
  private static byte[] constantAt(byte[] code, int end, int size) {
    int distance = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(end - 4);
    return slice(code, end + distance, size);
  }

  private static byte[] slice(byte[] code, int from, int size) {
    return Arrays.copyOfRange(code, from, from + size);
  }

  private static byte[] bytes(int count, int value) {
    byte[] result = new byte[count];
    Arrays.fill(result, (byte) value);
    return result;
  }
}
