package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedMemoryTest {
  private static final long PAGE = SystemPages.PAGE_BYTES;

  @ParameterizedTest
  @ValueSource(longs = {1, 18, 4095, 4096, 4097, 100_000})
  void endsWhereAccessEnds(long bytes) {
    try (GuardedMemory memory = GuardedMemory.endingAtGuard(bytes)) {
      MemorySegment segment = memory.segment().fill((byte) 7);

      long end = segment.address() + bytes;
      assertThat(segment.byteSize()).isEqualTo(bytes);
      assertThat(end % PAGE).isZero();
      assertThat(MemoryMap.read().permissions(end, PAGE)).containsExactly("---p");
      assertThat(MemoryMap.read().permissions(end - PAGE, PAGE)).containsExactly("rw-p");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 18, 4095, 4096, 4097, 100_000})
  void startsWhereAccessStarts(long bytes) {
    try (GuardedMemory memory = GuardedMemory.startingAtGuard(bytes)) {
      MemorySegment segment = memory.segment().fill((byte) 7);

      long start = segment.address();
      assertThat(segment.byteSize()).isEqualTo(bytes);
      assertThat(start % PAGE).isZero();
      assertThat(MemoryMap.read().permissions(start - PAGE, PAGE)).containsExactly("---p");
      assertThat(MemoryMap.read().permissions(start, PAGE)).containsExactly("rw-p");
    }
  }

  @Test
  void canNotBeUsedOnceClosed() {
    GuardedMemory memory = GuardedMemory.endingAtGuard(8);
    memory.close();

    assertThatThrownBy(() -> memory.segment().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
