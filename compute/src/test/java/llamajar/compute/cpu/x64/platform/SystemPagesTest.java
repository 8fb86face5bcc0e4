package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import llamajar.compute.cpu.x64.platform.SystemPages.Access;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemPagesTest {
  private static final long BYTES = 3 * SystemPages.PAGE_BYTES;

  private SystemPages pages;

  @BeforeEach
  void findSystem() throws PlatformException {
    pages = SystemPages.of(Machine.system());
  }

  @Test
  void pagesAllowWhatWasAskedForAndNoMore() throws PlatformException {
    long address = pages.reserve(BYTES);

    assertThat(MemoryMap.read().permissions(address, BYTES)).containsExactly("---p");
    pages.protect(address, BYTES, Access.READ_WRITE);
    assertThat(MemoryMap.read().permissions(address, BYTES)).containsExactly("rw-p");
    pages.protect(address, BYTES, Access.READ_EXECUTE);
    assertThat(MemoryMap.read().permissions(address, BYTES)).containsExactly("r-xp");
    pages.protect(address, BYTES, Access.NONE);
    assertThat(MemoryMap.read().permissions(address, BYTES)).containsExactly("---p");

    pages.release(address, BYTES);
    assertThat(MemoryMap.read().permissions(address, BYTES)).doesNotContain("---p");
  }

  @Test
  void refusesMoreThanTheMachineCanAddress() {
    assertThatThrownBy(() -> pages.reserve(1L << 60))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("no room for 1152921504606846976 bytes")
        .hasMessageContaining("not enough memory");
  }

  @Test
  void namesTheSystemsReason() {
    assumeTrue(Machine.system() != OperatingSystem.WINDOWS, "errno is a number of Unix systems");
    assertThatThrownBy(() -> pages.protect(1, SystemPages.PAGE_BYTES, Access.READ_EXECUTE))
        .isInstanceOf(PlatformException.class)
        .hasMessage(
            "the system refuses to make memory executable: mprotect (errno 22, invalid argument)");
  }

  @Test
  void roundsUpToWholePages() {
    assertThat(SystemPages.wholePages(0)).isZero();
    assertThat(SystemPages.wholePages(1)).isEqualTo(4096);
    assertThat(SystemPages.wholePages(4096)).isEqualTo(4096);
    assertThat(SystemPages.wholePages(4097)).isEqualTo(8192);
    assertThatThrownBy(() -> SystemPages.wholePages(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }
}
