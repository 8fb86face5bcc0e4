package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.gguf.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every codec against blocks decoded by other programs: `golden/quants`.
class GoldenBlocksTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("llamajar.shared", "../../shared"), "golden", "quants");

  /// All types but those that merely convert plain numbers have golden blocks.
  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"F64", "I8", "I16", "I32", "I64"})
  void decodesTheGoldenBlocksBitForBit(TensorType type) throws IOException {
    Path blocks = GOLDEN.resolve(type + ".blocks");
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
