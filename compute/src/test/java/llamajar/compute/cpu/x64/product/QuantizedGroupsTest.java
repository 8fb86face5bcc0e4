package llamajar.compute.cpu.x64.product;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.platform.GuardedMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks [ActivationLayout] against its description.
final class QuantizedGroupsTest {
  private static final int COLUMNS = 3;
  private static final int COLUMN = 1;

  @BeforeEach
  void needsTheTier() {
    X64Isa.AVX512.whyUnavailable().ifPresent(reason -> abort("avx512: " + reason));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 96, 160, 224, 256, 288, 512, 1056})
  void eightBitsKeepValuesToHalfAStep(int width) {
    check(width, true, Rounding.BYTES);
    check(width, false, Rounding.BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 96, 160, 224, 256, 288, 512, 1056})
  void sixteenBitsKeepValuesToHalfAStep(int width) {
    check(width, true, Rounding.WORDS);
    check(width, false, Rounding.WORDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 96, 160, 224, 256, 288, 512, 1056})
  void groupsWithOneScaleKeepValuesToHalfAStepOfTheGreatest(int width) {
    check(width, false, Rounding.GROUP_WORDS);
    check(width, false, Rounding.GROUP_14_BITS);
  }

  private static void check(int width, boolean wide, Rounding rounding) {
    try (GuardedMemory inMemory = GuardedMemory.endingAtGuard(4L * width * COLUMNS);
        GuardedMemory memory = GuardedMemory.endingAtGuard(ActivationLayout.bytes(width, COLUMNS));
        FloatRows in = new FloatRows(width, inMemory.segment())) {
      fill(in);
      MemorySegment groups = memory.segment();
      for (int c = 0; c < COLUMNS; c++) {
        new QuantizedGroups(wide, rounding).prepare(in, c, groups, new Scratch());
      }
      for (int first = 0; first < width; first += ActivationLayout.BLOCK) {
        assertBlock(in, first, groups, wide, rounding);
      }
      for (int k = width; k < ActivationLayout.groups(width) * ActivationLayout.GROUP; k++) {
        assertThat(groups.get(JAVA_BYTE, group(k) + k % ActivationLayout.GROUP)).isZero();
      }
    }
  }

  private static void fill(FloatRows in) {
    Random random = new Random(5);
    for (int c = 0; c < COLUMNS; c++) {
      for (int k = 0; k < in.width(); k++) {
        int block = k / ActivationLayout.BLOCK;
        float scale = block % 5 == 3 ? 0 : (float) Math.pow(10, 6 * (block % 7) - 18);
        in.set(c, k, scale * (float) random.nextGaussian());
      }
    }
  }

  private static void assertBlock(
      FloatRows in, int first, MemorySegment groups, boolean wide, Rounding rounding) {
    long group = group(first);
    int inGroup = first % ActivationLayout.GROUP;
    int block = inGroup / ActivationLayout.BLOCK;
    float scale = groups.get(JAVA_FLOAT, group + ActivationLayout.SCALES + 4L * block);
    float greatest = 0;
    int scaled = rounding.isOfGroups() ? ActivationLayout.GROUP : ActivationLayout.BLOCK;
    int from = first / scaled * scaled;
    for (int k = from; k < Math.min(from + scaled, in.width()); k++) {
      greatest = Math.max(greatest, Math.abs(in.get(COLUMN, k)));
    }
    int steps = rounding.largest();
    int lowBits = rounding.lowBits();
    assertThat(scale).isCloseTo(greatest / steps, within(1e-6f * greatest + 1e-31f));
    // The narrow form does not use −128 as a low byte.
    double step = (lowBits == 8 && !wide ? 1.51 : 0.51) * scale;
    double sum = 0;
    for (int half = 0; half < 2; half++) {
      double halfSum = 0;
      for (int i = 16 * half; i < 16 * half + 16; i++) {
        int code = groups.get(JAVA_BYTE, group + inGroup + i);
        assertThat(Math.abs(code)).isLessThanOrEqualTo(lowBits == 7 ? 64 : 127);
        if (lowBits > 0) {
          code =
              (code << lowBits) + groups.get(JAVA_BYTE, group + ActivationLayout.LOW + inGroup + i);
        }
        double kept = (double) scale * code;
        assertThat(kept).isCloseTo(in.get(COLUMN, first + i), within(step));
        halfSum += kept;
      }
      int fine = 2 * block + half;
      assertThat(groups.get(JAVA_FLOAT, group + ActivationLayout.FINE_SCALES + 4L * fine))
          .isEqualTo(scale);
      assertThat((double) groups.get(JAVA_FLOAT, group + ActivationLayout.FINE_SUMS + 4L * fine))
          .isCloseTo(halfSum, within(1e-6 * steps * 16 * scale));
      sum += halfSum;
    }
    assertThat((double) groups.get(JAVA_FLOAT, group + ActivationLayout.SUMS + 4L * block))
        .isCloseTo(sum, within(1e-6 * steps * 32 * scale));
  }

  /// Where the group of the checked column is that has an activation.
  private static long group(int k) {
    return ((long) k / ActivationLayout.GROUP * COLUMNS + COLUMN) * ActivationLayout.GROUP_BYTES;
  }
}
