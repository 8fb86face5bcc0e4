package llamajar.compute.cpu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MachineProbeTest {
  private static final List<ProbeLoops> LOOPS = List.of(new PlainLoops(), new VectorLoops());

  @Test
  void readsEveryByteOfTheRangeAndNoOther() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(3 * 4096, 64);
      SplittableRandom random = new SplittableRandom(7);
      long expected = 0;
      for (long at = 0; at < bytes.byteSize(); at += 8) {
        long value = random.nextLong();
        bytes.set(ValueLayout.JAVA_LONG, at, value);
        expected += at >= 4096 && at < 8192 ? value : 0;
      }
      for (ProbeLoops loops : LOOPS) {
        assertThat(loops.sum(bytes, 4096, 8192)).as(loops.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void multipliesTowardsAFiniteNumber() {
    for (ProbeLoops loops : LOOPS) {
      assertThat(loops.multiplyAdd()).as(loops.name()).isBetween(0f, 1000f).isNotZero();
    }
  }

  @Test
  void findsAPlausibleBandwidth() {
    Measurement measured = MachineProbe.best().readBandwidth(2);

    assertThat(measured.perSecond()).isBetween(1e7, 1e13);
    assertThat(measured.threads()).isEqualTo(2);
    assertThat(measured.method()).matches("best pass over \\d+ MiB, Vector API, \\d+ bits");
  }

  @Test
  void findsAPlausiblePeakWithAndWithoutTheVectorApi() {
    Measurement vector = MachineProbe.best().floatPeak(1);
    Measurement plain = new MachineProbe(new PlainLoops()).floatPeak(1);

    assertThat(vector.perSecond()).isBetween(1e6, 1e13);
    assertThat(plain.perSecond()).isBetween(1e6, 1e13);
    assertThat(plain.method()).endsWith("plain Java loops");
  }
}
