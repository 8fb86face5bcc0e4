package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import llamajar.gguf.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every codec against blocks decoded by other programs: `golden/quants`.
class GoldenBlocksTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("llamajar.shared", "../../shared"), "golden", "quants");

  /// Types that have no golden blocks: conversions of plain numbers.
  private static final EnumSet<TensorType> PLAIN =
      EnumSet.of(TensorType.F64, TensorType.I8, TensorType.I16, TensorType.I32, TensorType.I64);

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void decodesTheGoldenBlocksBitForBit(TensorType type) throws IOException {
    Path blocks = GOLDEN.resolve(type + ".blocks");
    assumeTrue(!PLAIN.contains(type), () -> type + " has no golden blocks");
    assumeTrue(Files.isDirectory(GOLDEN), () -> "no golden data at " + GOLDEN);

    byte[] source = Files.readAllBytes(blocks);
    byte[] expected = Files.readAllBytes(GOLDEN.resolve(type + ".f32"));
    int blockCount = source.length / type.blockBytes();
    float[] decoded = new float[blockCount * type.blockLength()];
    Codecs.of(type).decodeBlocks(MemorySegment.ofArray(source), 0, blockCount, decoded, 0);

    assertThat(expected).hasSize(4 * decoded.length);
    for (int i = 0; i < decoded.length; i++) {
      int bits = MemorySegment.ofArray(expected).get(BlockFields.INT, 4L * i);
      assertThat(Float.floatToRawIntBits(decoded[i]))
          .as(
              "%s block %d weight %d: %s, expected %s",
              type,
              i / type.blockLength(),
              i % type.blockLength(),
              decoded[i],
              Float.intBitsToFloat(bits))
          .isEqualTo(bits);
    }
  }
}
