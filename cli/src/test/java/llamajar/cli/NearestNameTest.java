package llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  @Test
  void countsEachKindOfEditOnce() {
    assertThat(NearestName.distance("temp", "temp")).isZero();
    assertThat(NearestName.distance("temp", "tempo")).isEqualTo(1);
    assertThat(NearestName.distance("temp", "tem")).isEqualTo(1);
    assertThat(NearestName.distance("temp", "tomp")).isEqualTo(1);
    assertThat(NearestName.distance("temp", "tmep")).isEqualTo(1);
    assertThat(NearestName.distance("", "temp")).isEqualTo(4);
  }

  @Test
  void prefersTheFirstOfEquallyNearNames() {
    assertThat(NearestName.to("-x", List.of("-m", "-p"))).isEqualTo("-m");
  }

  @Property(tries = 200)
  void isSymmetricAndAtMostTheLongerLength(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    int distance = NearestName.distance(a, b);

    assertThat(distance).isEqualTo(NearestName.distance(b, a));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
  }
}
