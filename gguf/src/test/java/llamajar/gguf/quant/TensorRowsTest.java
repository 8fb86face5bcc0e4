package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import llamajar.gguf.TensorFixture;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorRowsTest {

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"F32", "F16", "Q8_0", "Q6_K", "MXFP4"})
  void findsEveryRowOfAStack(TensorType type) {
    TensorShape shape = TensorShape.of(512, 3, 2);
    MemorySegment data = randomData(type, shape);
    float[] all = new float[6 * 512];
    Codecs.of(type).decodeBlocks(data, 0, all.length / type.blockLength(), all, 0);
    TensorRows rows = rows(type, shape, data);

    assertThat(rows.rowCount()).isEqualTo(6);
    assertThat(rows.rowLength()).isEqualTo(512);
    for (int row = 0; row < 6; row++) {
      float[] decoded = new float[515];
      rows.decode(row, decoded, 3);
      assertThat(Arrays.copyOfRange(decoded, 3, 515))
          .isEqualTo(Arrays.copyOfRange(all, row * 512, (row + 1) * 512));
    }
    float[] middle = new float[1 + 3 * 512];
    rows.decode(2, 3, middle, 1);
    assertThat(Arrays.copyOfRange(middle, 1, middle.length))
        .isEqualTo(Arrays.copyOfRange(all, 2 * 512, 5 * 512));
  }

  @Test
  void refusesRowsAndTargetsThatAreNotThere() {
    TensorShape shape = TensorShape.of(64, 4);
    TensorRows rows = rows(TensorType.Q4_0, shape, randomData(TensorType.Q4_0, shape));
    float[] target = new float[128];

    assertThatThrownBy(() -> rows.decode(4, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.decode(-1, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.decode(0, target, 65))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.decode(3, 2, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.decode(0, 2, target, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static MemorySegment randomData(TensorType type, TensorShape shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[(int) type.bytesFor(shape.elementCount())]);
    RandomBlocks.of(type, 1)
        .fill(new SplittableRandom(3), data, 0, shape.elementCount() / type.blockLength());
    return data;
  }

  private static TensorRows rows(TensorType type, TensorShape shape, MemorySegment data) {
    return new TensorRows(TensorFixture.tensor("blk.0.weight", type, shape, data));
  }
}
