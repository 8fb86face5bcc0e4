package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OperatingSystemTest {
  @Test
  void isKnownByTheNamesThatJvmsUse() throws PlatformException {
    assertThat(OperatingSystem.of("Linux", "amd64")).isEqualTo(OperatingSystem.LINUX);
    assertThat(OperatingSystem.of("Mac OS X", "x86_64")).isEqualTo(OperatingSystem.MACOS);
    assertThat(OperatingSystem.of("Windows 11", "amd64")).isEqualTo(OperatingSystem.WINDOWS);
  }

  @Test
  void refusesOtherProcessors() {
    assertThatThrownBy(() -> OperatingSystem.of("Mac OS X", "aarch64"))
        .isInstanceOf(PlatformException.class)
        .hasMessage("not an x86-64 processor (os.arch is 'aarch64')");
  }

  @Test
  void refusesOtherSystems() {
    assertThatThrownBy(() -> OperatingSystem.of("AIX", "amd64"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("'AIX'");
  }
}
