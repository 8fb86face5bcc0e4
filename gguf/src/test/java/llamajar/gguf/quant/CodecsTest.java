package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecsTest {

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void hasTheSizesOfItsType(TensorType type) {
    BlockCodec codec = Codecs.of(type);

    assertThat(codec.type()).isEqualTo(type);
    assertThat(codec.blockLength()).isEqualTo(type.blockLength());
    assertThat(codec.blockBytes()).isEqualTo(type.blockBytes());
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void decodesEachWeightAsTheFormulaSays(TensorType type) {
    for (byte[] block : SampleBlocks.of(type)) {
      WeightFormula formula = new WeightFormula(block);
      float[] decoded = new float[type.blockLength()];
      Codecs.of(type).decode(MemorySegment.ofArray(block), 0, decoded, 0);

      for (int i = 0; i < decoded.length; i++) {
        float expected = formula.weight(type, i);
        assertThat(Float.floatToRawIntBits(decoded[i]))
            .as("%s weight %d: %s, expected %s", type, i, decoded[i], expected)
            .isEqualTo(Float.floatToRawIntBits(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void readsAndWritesNothingButTheBlock(TensorType type) {
    byte[] block = SampleBlocks.of(type).getLast();
    float[] alone = new float[type.blockLength()];
    Codecs.of(type).decode(MemorySegment.ofArray(block), 0, alone, 0);

    for (int shift : new int[] {1, 2, 3, 5}) {
      byte[] padded = new byte[block.length + shift];
      System.arraycopy(block, 0, padded, shift, block.length);
      float[] target = new float[shift + alone.length + 1];
      target[shift - 1] = 42;
      target[shift + alone.length] = 43;
      Codecs.of(type).decode(MemorySegment.ofArray(padded).asReadOnly(), shift, target, shift);

      assertThat(target[shift - 1]).isEqualTo(42);
      assertThat(target[shift + alone.length]).isEqualTo(43);
      assertThat(Arrays.copyOfRange(target, shift, shift + alone.length)).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void decodesManyBlocksAsItDecodesEach(TensorType type) {
    List<byte[]> blocks = SampleBlocks.of(type);
    int bytes = type.blockBytes();
    int length = type.blockLength();
    float[] each = new float[blocks.size() * length];
    float[] all = new float[each.length + 2];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate((long) blocks.size() * bytes + 1, 1);
      for (int k = 0; k < blocks.size(); k++) {
        MemorySegment.copy(
            MemorySegment.ofArray(blocks.get(k)), 0, source, 1 + (long) k * bytes, bytes);
        Codecs.of(type).decode(source, 1 + (long) k * bytes, each, k * length);
      }
      Codecs.of(type).decodeBlocks(source, 1, blocks.size(), all, 2);
    }

    assertThat(Arrays.copyOfRange(all, 2, all.length)).isEqualTo(each);
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void refusesABlockThatIsOneByteShort(TensorType type) {
    BlockCodec codec = Codecs.of(type);
    MemorySegment source = MemorySegment.ofArray(new byte[2 * type.blockBytes() - 1]);
    float[] target = new float[2 * type.blockLength()];

    codec.decode(source, type.blockBytes() - 1, target, 0);
    assertThatThrownBy(() -> codec.decode(source, type.blockBytes(), target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codec.decode(source, -1, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codec.decodeBlocks(source, 0, 2, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codec.decodeBlocks(source, 0, -1, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void refusesATargetThatIsOneFloatShort(TensorType type) {
    BlockCodec codec = Codecs.of(type);
    MemorySegment source = MemorySegment.ofArray(new byte[2 * type.blockBytes()]);
    float[] target = new float[2 * type.blockLength() - 1];

    codec.decode(source, 0, target, type.blockLength() - 1);
    assertThatThrownBy(() -> codec.decode(source, 0, target, type.blockLength()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codec.decodeBlocks(source, 0, 2, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void showsCorruptNvfp4ScalesAsNaN() {
    byte[] block = new byte[TensorType.NVFP4.blockBytes()];
    block[1] = (byte) 0x80;
    block[3] = (byte) 0xFF;
    float[] decoded = new float[64];
    Codecs.of(TensorType.NVFP4).decode(MemorySegment.ofArray(block), 0, decoded, 0);

    assertThat(decoded[0]).isZero();
    assertThat(decoded[16]).isNaN();
    assertThat(decoded[47]).isZero();
    assertThat(decoded[63]).isNaN();
  }

  @Test
  void roundsWideNumbersToTheNearestFloat() {
    float[] decoded = new float[1];
    MemorySegment wide = MemorySegment.ofArray(new byte[8]);

    wide.set(BlockFields.LONG, 0, (1L << 24) + 1);
    Codecs.of(TensorType.I64).decode(wide, 0, decoded, 0);
    assertThat(decoded[0]).isEqualTo(0x1p24f);

    wide.set(BlockFields.INT, 0, -(1 << 24) - 3);
    Codecs.of(TensorType.I32).decode(wide, 0, decoded, 0);
    assertThat(decoded[0]).isEqualTo(-0x1.000004p24f);

    wide.set(BlockFields.DOUBLE, 0, 0.1);
    Codecs.of(TensorType.F64).decode(wide, 0, decoded, 0);
    assertThat(decoded[0]).isEqualTo(0.1f);
  }

  @Test
  void refusesALayoutThatIsNotTheSizeOfItsType() {
    assertThatThrownBy(() -> new MisfitCodec())
        .isInstanceOf(AssertionError.class)
        .hasMessage("Q4_0: the codec has 32 weights in 17 bytes, the type 32 in 18");
  }

  private static final class MisfitCodec extends TypeCodec {
    MisfitCodec() {
      super(TensorType.Q4_0, 32, 17);
    }

    @Override
    public void decode(MemorySegment source, long block, float[] target, int first) {}
  }
}
