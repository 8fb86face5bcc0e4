package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RefusedTypesTest {

  @Test
  void noIdIsBothReadAndRefused() {
    for (TensorType type : TensorType.values()) {
      assertThat(RefusedTypes.name(type.id())).as("%s", type).isEmpty();
    }
  }

  @Test
  void knownIdsHaveNamesAndReasons() {
    assertThat(RefusedTypes.name(33)).hasValue("Q4_0_8_8");
    assertThat(RefusedTypes.explain(33)).contains("Q4_0_8_8 (id 33)", "removed in 2024");
    assertThat(RefusedTypes.name(399)).hasValue("Q8_K_R8");
    assertThat(RefusedTypes.name(400)).isEmpty();
    assertThat(RefusedTypes.explain(-1)).contains("4294967295", "comes from a fork");
  }

  @Test
  void theListIsTheSpecifiedOne() throws IOException {
    String root = System.getProperty("llamajar.shared");
    assumeTrue(root != null, "no shared data");
    Path types = Path.of(root, "formats", "types.json").normalize();
    assumeTrue(Files.exists(types), "no shared data: " + types);
    Matcher entries =
        Pattern.compile("\"(\\d+)\":\\s*\"([A-Z0-9_]+)").matcher(Files.readString(types));
    int count = 0;
    while (entries.find()) {
      assertThat(RefusedTypes.name(Integer.parseInt(entries.group(1))))
          .as("id %s", entries.group(1))
          .hasValue(entries.group(2));
      count++;
    }
    assertThat(count).isEqualTo(69);
    for (int id = 0; id < 1000; id++) {
      count -= RefusedTypes.name(id).isPresent() ? 1 : 0;
    }
    assertThat(count).as("ids that only the program has").isZero();
  }
}
