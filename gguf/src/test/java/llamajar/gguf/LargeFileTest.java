package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import llamajar.gguf.quant.TensorRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models of hundreds of gigabytes: a file of 38 GB that is nearly all hole, and takes no more disk
/// than what is written into it.
class LargeFileTest {
  private static final int LENGTH = 4096;
  private static final int ROWS = 4096;
  private static final int EXPERTS = 1150;
  private static final long MATRIX_BYTES = 2L * LENGTH * ROWS;
  private static final short ONE = 0x3C00;

  @TempDir Path folder;

  @Test
  void matricesBehindTheLimitsOfIntegersAreWhereTheyShouldBe() throws Exception {
    RawGguf header =
        RawGguf.header(2, 0)
            .info("experts.weight", TensorType.F16.id(), 0, LENGTH, ROWS, EXPERTS)
            .info("last.weight", TensorType.F16.id(), EXPERTS * MATRIX_BYTES, LENGTH)
            .pad(32);
    Path path = folder.resolve("large.gguf");
    long data = header.size();
    long end = data + EXPERTS * MATRIX_BYTES;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(header.bytes());
      file.setLength(end + 2L * LENGTH);
      // Beyond 2^31 and 2^35 bytes.
      writeOne(file, data + 100 * MATRIX_BYTES + 2L * (7 * LENGTH + 5));
      writeOne(file, data + 1100 * MATRIX_BYTES + 2L * (4000 * LENGTH + 9));
      writeOne(file, end + 6);
    }
    assertThat(100 * MATRIX_BYTES).isGreaterThan(1L << 31);
    assertThat(1100 * MATRIX_BYTES).isGreaterThan(1L << 35);
    try (GgufFile file = GgufFile.open(path)) {
      Tensor experts = file.tensor("experts.weight").orElseThrow();
      assertThat(experts.info().byteSize()).isEqualTo(EXPERTS * MATRIX_BYTES);
      assertThat(decoded(experts.matrix(100), 7)[5]).isEqualTo(1);
      assertThat(decoded(experts.matrix(1100), 4000)[9]).isEqualTo(1);
      assertThat(decoded(experts.matrix(1100).rows(3999, 2), 1)[9]).isEqualTo(1);
      assertThat(decoded(experts, 1100L * ROWS + 4000)[9]).isEqualTo(1);
      assertThat(decoded(experts.matrix(1099), 4000)[9]).isZero();
      Tensor last = file.tensor("last.weight").orElseThrow();
      assertThat(last.info().fileOffset()).isEqualTo(end);
      assertThat(last.elements(2, 4).data().getAtIndex(ValueLayout.JAVA_SHORT, 1)).isEqualTo(ONE);
      assertThatThrownBy(() -> experts.matrix(EXPERTS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("experts.weight has the shape [4096, 4096, 1150]");
      assertThatThrownBy(() -> last.elements(LENGTH - 1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs elements 4095 to 4096");
    }
  }

  private static float[] decoded(Tensor tensor, long row) {
    float[] values = new float[LENGTH];
    new TensorRows(tensor).decode(row, values, 0);
    return values;
  }

  private static void writeOne(RandomAccessFile file, long position) throws Exception {
    file.seek(position);
    file.write(new byte[] {(byte) ONE, (byte) (ONE >> 8)});
  }
}
