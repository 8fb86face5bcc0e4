package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugePagesTest {

  @BeforeEach
  void needsTheSystem() {
    HugePages.whyUnavailable().ifPresent(Assumptions::abort);
  }

  @Test
  void memoryIsZeroAlignedAndGivenBack() throws Exception {
    long bytes = 3 * HugePages.BYTES + 5;
    Arena arena = Arena.ofShared();
    MemorySegment memory = HugePages.allocate(bytes, arena);
    assertThat(memory.byteSize()).isEqualTo(bytes);
    assertThat(memory.address() % HugePages.BYTES).isZero();
    assertThat(memory.get(ValueLayout.JAVA_BYTE, bytes - 1)).isZero();
    memory.fill((byte) 7);
    arena.close();
    assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void adviceOnAMappedFileIsTaken(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("weights"), new byte[10_000]);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, 10_000, arena);
      assertThat(HugePages.willNeed(mapped.asSlice(4_999, 3))).isEmpty();
    }
  }

  @Test
  void moreThanThereIsOfAddressesIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> HugePages.allocate(1L << 50, arena))
          .isInstanceOf(PlatformException.class);
    }
  }
}
