package llamajar.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Utf8StreamTest {

  @Test
  void aCharacterAppearsOnceItIsWhole() {
    Utf8Stream stream = new Utf8Stream();
    byte[] llama = "🦙".getBytes(StandardCharsets.UTF_8);

    assertThat(stream.accept(llama, 0, 1)).isEmpty();
    assertThat(stream.accept(llama, 1, 3)).isEmpty();
    assertThat(stream.accept(llama, 3, 4)).isEqualTo("🦙");
    assertThat(stream.flush()).isEmpty();
  }

  @Test
  void aBrokenOffCharacterBecomesAReplacementAtTheEnd() {
    Utf8Stream stream = new Utf8Stream();

    assertThat(stream.accept(hex("41 F0 9F A6"))).isEqualTo("A");
    assertThat(stream.flush()).isEqualTo("\uFFFD");
    assertThat(stream.flush()).isEmpty();
    assertThat(stream.accept(hex("42"))).isEqualTo("B");
  }

  /// The examples of Unicode 16, tables 3-8 to 3-11.
  @ParameterizedTest
  @CsvSource({
    "C0 AF E0 80 BF F0 81 82 41, ________A",
    "ED A0 80 ED BF BF ED AF 41, ________A",
    "F4 91 92 93 FF 41 80 BF 42, _____A__B",
    "E1 80 E2 F0 91 92 F1 BF 41, ____A",
    "61 F1 80 80 E1 80 C2 62 80 63 80 BF 64, a___b_c__d"
  })
  void everyMaximalSubpartBecomesOneReplacement(String bytes, String expected) {
    assertThat(decode(hex(bytes), 1000)).isEqualTo(expected.replace('_', '\uFFFD'));
    assertThat(decode(hex(bytes), 1)).isEqualTo(expected.replace('_', '\uFFFD'));
  }

  @Property
  void textSurvivesHoweverItIsCut(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String expected = new String(bytes, StandardCharsets.UTF_8);

    for (int chunk = 1; chunk < 6; chunk++) {
      assertThat(decode(bytes, chunk)).isEqualTo(expected);
    }
  }

  @Property
  void bytesThatAreNoTextGiveTheSameHoweverTheyAreCut(@ForAll byte[] bytes) {
    String whole = decode(bytes, Math.max(bytes.length, 1));

    for (int chunk = 1; chunk < 4; chunk++) {
      assertThat(decode(bytes, chunk)).isEqualTo(whole);
    }
  }

  private static String decode(byte[] bytes, int chunk) {
    Utf8Stream stream = new Utf8Stream();
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < bytes.length; from += chunk) {
      text.append(stream.accept(bytes, from, Math.min(bytes.length, from + chunk)));
    }
    return text.append(stream.flush()).toString();
  }

  private static byte[] hex(String bytes) {
    return HexFormat.ofDelimiter(" ").parseHex(bytes);
  }
}
