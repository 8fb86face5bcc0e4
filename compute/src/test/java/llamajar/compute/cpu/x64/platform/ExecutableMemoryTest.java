package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutableMemoryTest {
  private static final long PAGE = SystemPages.PAGE_BYTES;

  /// `long[3]`: the third becomes the sum of the others.
  private static final String ADD =
      """
      49 8b 00    mov rax, [r8]
      49 03 40 08 add rax, [r8+8]
      49 89 40 10 mov [r8+16], rax
      c3          ret
      """;

  /// `long[3]`: the third becomes the product of the others.
  private static final String MULTIPLY =
      """
      49 8b 00    mov rax, [r8]
      49 83 c0 08 add r8, 8
      49 0f af 00 imul rax, [r8]
      49 89 40 08 mov [r8+8], rax
      c3          ret
      """;

  @Test
  void codeRuns() throws PlatformException {
    try (ExecutableMemory memory = load(ADD, MULTIPLY)) {
      assertThat(run(memory.code(0), 40, 2)).isEqualTo(42);
      assertThat(run(memory.code(1), -6, 7)).isEqualTo(-42);
      assertThat(run(memory.code(0), Long.MAX_VALUE, 1)).isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void pagesAreNeverWritableOnceTheyAreExecutable() throws PlatformException {
    byte[] large = new byte[100_000];
    try (ExecutableMemory memory = ExecutableMemory.load(List.of(large, code(ADD)))) {
      long address = memory.code(0).entry().address();

      assertThat(memory.byteSize()).isEqualTo(SystemPages.wholePages(100_032 + 20));
      MemoryMap map = MemoryMap.read();
      assertThat(map.permissions(address, memory.byteSize())).containsExactly("r-xp");
      assertThat(map.permissions(address + memory.byteSize(), PAGE)).containsExactly("---p");
    }
  }

  @Test
  void piecesBeginOnCacheLines() throws PlatformException {
    try (ExecutableMemory memory = load(ADD, MULTIPLY, ADD)) {
      long first = memory.code(0).entry().address();

      assertThat(first % PAGE).isZero();
      assertThat(memory.code(1).entry().address()).isEqualTo(first + 64);
      assertThat(memory.code(2).entry().address()).isEqualTo(first + 128);
      MemorySegment gap = MemorySegment.ofAddress(first).reinterpret(64);
      assertThat(gap.get(ValueLayout.JAVA_BYTE, 63)).isEqualTo((byte) 0xcc);
    }
  }

  @Test
  void codeSurvivesGarbageCollectionsWhileItRuns() throws Exception {
    try (ExecutableMemory memory = load(ADD)) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong calls = new AtomicLong();
      AtomicLong wrong = new AtomicLong();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  long n = calls.incrementAndGet();
                  wrong.addAndGet(run(memory.code(0), n, 5) == n + 5 ? 0 : 1);
                }
              });
      long kept = 0;
      for (int i = 0; i < 20; i++) {
        for (int array = 0; array < 50; array++) {
          kept += new byte[1 << 16].length;
        }
        System.gc();
        assertThat(run(memory.code(0), i, 1)).isEqualTo(i + 1);
      }
      stop.set(true);
      caller.join();

      assertThat(kept).isPositive();
      assertThat(calls).hasPositiveValue();
      assertThat(wrong).hasValue(0);
    }
  }

  @Test
  void closingUnmaps() throws PlatformException {
    ExecutableMemory memory = load(ADD);
    NativeCode code = memory.code(0);
    long address = code.entry().address();
    memory.close();
    memory.close();

    assertThat(MemoryMap.read().permissions(address, PAGE)).doesNotContain("r-xp");
    assertThatThrownBy(() -> code.call(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after its memory was closed");
  }

  @Test
  void refusesNoCode() {
    assertThatThrownBy(() -> ExecutableMemory.load(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no machine code to load");
    assertThatThrownBy(() -> ExecutableMemory.load(List.of(new byte[] {1}, new byte[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("piece 1 of the machine code is empty");
  }

  @Test
  void refusesMoreThanAnyModelNeeds() {
    byte[] piece = new byte[1 << 20];
    assertThatThrownBy(() -> ExecutableMemory.load(Collections.nCopies(257, piece)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "269484032 bytes of machine code are more than the 268435456 that can be loaded");
  }

  private static ExecutableMemory load(String... listings) throws PlatformException {
    return ExecutableMemory.load(Arrays.stream(listings).map(ExecutableMemoryTest::code).toList());
  }

  private static byte[] code(String listing) {
    return CpuidStubs.code(Machine.system(), listing);
  }

  private static long run(NativeCode code, long left, long right) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocateFrom(ValueLayout.JAVA_LONG, left, right, 0);
      code.call(parameters.address());
      return parameters.getAtIndex(ValueLayout.JAVA_LONG, 2);
    }
  }
}
