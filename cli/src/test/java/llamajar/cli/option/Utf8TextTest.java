package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8TextTest {

  @Test
  void decodesAllPlanes() throws IOException {
    String text = "a é € 🦊\u0000\n";
    assertThat(Utf8Text.decode(text.getBytes(StandardCharsets.UTF_8), "x")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "61ff, 1, 0xff",
    "c3, 0, 0xc3",
    "6162e282, 2, 0xe2",
    "c080, 0, 0xc0",
    "eda080, 0, 0xed",
    "f09fa68a80, 4, 0x80",
  })
  void namesTheFirstByteThatIsWrong(String hex, int offset, String octet) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Utf8Text.decode(bytes, "a.txt"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "a.txt: byte %d (%s) is not UTF-8; convert the text to UTF-8".formatted(offset, octet));
  }
}
