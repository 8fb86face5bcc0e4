package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bytes are those that the GNU assembler makes of the listings.
class CpuidStubsTest {
  @Test
  void unixPassesTheParametersInRdi() {
    assertThat(hex(CpuidStubs.cpuid(OperatingSystem.LINUX)))
        .isEqualTo("4989f853418b00418b48040fa241890041895804418948084189500c5bc3");
    assertThat(hex(CpuidStubs.xgetbv(OperatingSystem.MACOS)))
        .isEqualTo("4989f8418b080f01d041890041895004c3");
  }

  @Test
  void windowsPassesTheParametersInRcx() {
    assertThat(hex(CpuidStubs.cpuid(OperatingSystem.WINDOWS)))
        .isEqualTo("4989c853418b00418b48040fa241890041895804418948084189500c5bc3");
    assertThat(hex(CpuidStubs.xgetbv(OperatingSystem.WINDOWS)))
        .isEqualTo("4989c8418b080f01d041890041895004c3");
  }

  private static String hex(byte[] code) {
    return HexFormat.of().formatHex(code);
  }
}
