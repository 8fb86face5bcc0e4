package llamajar.compute.cpu.x64.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.RowKernelsContract;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.reference.ReferenceKernels;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.compute.cpu.x64.platform.GuardedMemory;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What emitted row kernels must do beside what all must.
abstract class X64RowsContract extends RowKernelsContract {
  private static final int MOST = 67;
  private static final RowKernels PLAIN = new ReferenceKernels().rows();

  private final RowKernels rows;
  private final Random random = new Random(8);
  private final Scratch scratch = new Scratch();

  X64RowsContract(CpuTier tier) {
    super(tier);
    rows = tier.kernels().rows();
  }

  /// Three pieces of memory that end where nothing may be read, and a copy of the third.
  private interface Check {
    void run(MemorySegment x, MemorySegment y, MemorySegment out, MemorySegment expected);
  }

  private void overSizes(SizedCheck check) {
    for (int size = 1; size <= MOST; size++) {
      int count = size;
      guarded(4L * size, (x, y, out, expected) -> check.run(count, x, y, out, expected));
    }
  }

  private interface SizedCheck {
    void run(
        int count, MemorySegment x, MemorySegment y, MemorySegment out, MemorySegment expected);
  }

  private void guarded(long bytes, Check check) {
    try (GuardedMemory x = GuardedMemory.endingAtGuard(bytes);
        GuardedMemory y = GuardedMemory.endingAtGuard(bytes);
        GuardedMemory out = GuardedMemory.endingAtGuard(bytes);
        Arena arena = Arena.ofConfined()) {
      fill(x.segment());
      fill(y.segment());
      fill(out.segment());
      MemorySegment expected = arena.allocate(bytes, 4).copyFrom(out.segment());
      check.run(x.segment(), y.segment(), out.segment(), expected);
      assertClose(out.segment(), expected);
    }
  }

  private void fill(MemorySegment floats) {
    for (long i = 0; i < floats.byteSize() / 4; i++) {
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
  }

  private static void assertClose(MemorySegment actual, MemorySegment expected) {
    for (long i = 0; i < expected.byteSize() / 4; i++) {
      float element = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      assertThat(actual.getAtIndex(ValueLayout.JAVA_FLOAT, i))
          .as("element %d of %d", i, expected.byteSize() / 4)
          .isCloseTo(element, within(4e-7f * Math.abs(element) + 6e-7f));
    }
  }

  @Test
  void sumsOfAnySizeStayInside() {
    overSizes((count, x, y, out, expected) -> {
      rows.add(x, y, out, 0, count, scratch);
      PLAIN.add(x, y, expected, 0, count, scratch);
    });
    overSizes((count, x, y, out, expected) -> {
      rows.addBias(out, 0, y, 0, count, scratch);
      PLAIN.addBias(expected, 0, y, 0, count, scratch);
    });
  }

  @Test
  void normsOfAnySizeStayInside() {
    overSizes((count, x, y, out, expected) -> {
      rows.rmsNorm(out, 0, y, count, 1e-5f, out, 0, scratch);
      PLAIN.rmsNorm(expected, 0, y, count, 1e-5f, expected, 0, scratch);
    });
  }

  @Test
  void normsOfLongRowsRoundLittle() {
    for (int width : new int[] {127, 128, 129, 255, 4096, 8192 + 5, 100_000}) {
      guarded(
          4L * width,
          (x, y, out, expected) -> {
            rows.rmsNorm(x, 0, y, width, 1e-5f, out, 0, scratch);
            PLAIN.rmsNorm(x, 0, y, width, 1e-5f, expected, 0, scratch);
          });
    }
  }

  @Test
  void theNormOfZerosIsZero() {
    guarded(
        4 * 37,
        (x, y, out, expected) -> {
          x.fill((byte) 0);
          expected.fill((byte) 0);
          rows.rmsNorm(x, 0, y, 37, 1e-6f, out, 0, scratch);
        });
  }

  @Test
  void gatesOfAnySizeStayInside() {
    overSizes((count, x, y, out, expected) -> {
      rows.gate(Activation.SILU, out, y, out, 0, count, scratch);
      PLAIN.gate(Activation.SILU, expected, y, expected, 0, count, scratch);
    });
  }

  @Test
  void siluHasLimits() {
    guarded(
        4 * 3,
        (x, y, out, expected) -> {
          MemorySegment.copy(
              new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN},
              0,
              x,
              ValueLayout.JAVA_FLOAT,
              0,
              3);
          MemorySegment.copy(new float[] {1, 1, 1}, 0, y, ValueLayout.JAVA_FLOAT, 0, 3);
          rows.gate(Activation.SILU, x, y, out, 0, 3, scratch);
          assertThat(out.toArray(ValueLayout.JAVA_FLOAT))
              .containsExactly(Float.POSITIVE_INFINITY, -0f, Float.NaN);
          out.copyFrom(expected);
        });
  }

  @ParameterizedTest
  @EnumSource
  void rotationsOfAnyNumberOfPairsStayInside(Rotary.Pairing pairing) {
    for (int pairs = 1; pairs <= MOST; pairs++) {
      int turned = pairs;
      int length = 2 * pairs + pairs % 19;
      guarded(
          4L * 3 * length,
          (x, y, out, expected) -> {
            // The angles at the end of their memory are those that could be read beyond.
            long at = y.byteSize() / 4 - turned;
            rows.rotate(pairing, x, y, at, turned, 3, length, x, out, 0, scratch);
            PLAIN.rotate(pairing, x, y, at, turned, 3, length, x, expected, 0, scratch);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void storesOfAnySizeStayInside(KvType type) {
    overSizes((count, x, y, out, expected) -> {
      long at = out.byteSize() - (long) type.bytes() * count;
      rows.store(x, 0, count, type, out, at, scratch);
      PLAIN.store(x, 0, count, type, expected, at, scratch);
      assertThat(out.mismatch(expected)).isEqualTo(-1);
    });
  }

  @ParameterizedTest
  @EnumSource
  void decodedWeightsAreTheBitsOfTheCodec(TensorType type) {
    int unit = type.blockLength();
    for (int blocks = 1; blocks * unit <= 1056; blocks += 1 + blocks / 20) {
      long bytes = (long) blocks * type.blockBytes();
      int count = blocks * unit;
      try (Arena arena = Arena.ofConfined();
          GuardedMemory weights = GuardedMemory.endingAtGuard(bytes);
          GuardedMemory out = GuardedMemory.endingAtGuard(4L * count)) {
        MemorySegment data = Blocks.random(arena, type, blocks, random);
        weights.segment().copyFrom(data);
        rows.decode(type, weights.segment(), 0, count, out.segment(), 0, scratch);
        assertThat(out.segment().toArray(ValueLayout.JAVA_FLOAT))
            .isEqualTo(Blocks.decode(type, data));
      }
    }
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    MemorySegment out = Arena.ofAuto().allocate(64, 4);
    assertThatThrownBy(() -> rows.add(out, out, out, 1, 16, scratch))
        .isInstanceOf(IndexOutOfBoundsException.class);
    MemorySegment heap = MemorySegment.ofArray(new float[16]);
    assertThatThrownBy(() -> rows.add(heap, out, out, 0, 16, scratch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("native memory");
  }
}
