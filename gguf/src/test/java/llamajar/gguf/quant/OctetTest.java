package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OctetTest {

  @Test
  void negatesExactlyTheBytesThatASignSelects() {
    long magnitudes = 0x7F_3E_01_2B_19_08_7F_01L;
    for (int signs = 0; signs < 256; signs++) {
      long signed = Octet.negate(magnitudes, signs);
      for (int j = 0; j < 8; j++) {
        int magnitude = (int) (magnitudes >> (8 * j)) & 0xFF;
        int expected = (signs >> j) % 2 == 1 ? -magnitude : magnitude;
        assertThat((int) (byte) (signed >> (8 * j)))
            .as("signs %x, byte %d", signs, j)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void completesEverySignSetToAnEvenNumberOfMinusSigns() {
    for (int signs = 0; signs < 128; signs++) {
      int completed = Octet.withParity(signs);
      assertThat(completed & 0x7F).isEqualTo(signs);
      assertThat(Integer.bitCount(completed) % 2).isZero();
      assertThat(completed).isLessThan(256);
    }
  }
}
