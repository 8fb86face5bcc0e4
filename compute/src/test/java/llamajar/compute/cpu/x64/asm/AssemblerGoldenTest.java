package llamajar.compute.cpu.x64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Our bytes are those in the table, which GNU `as` made.
class AssemblerGoldenTest {

  @Test
  void encodesEveryLineOfTheTable() throws IOException {
    Map<String, String> table = GoldenTable.read();
    List<String> differences = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Sample sample : GoldenTable.samples()) {
      String expected = table.get(sample.text());
      seen.add(sample.text());
      if (!sample.hex().equals(expected)) {
        differences.add(sample.text() + ": " + sample.hex() + ", not " + expected);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(table.keySet()).as("lines without a sample").isSubsetOf(seen);
  }

  @Test
  void theTableHasEveryInstruction() throws IOException {
    Set<String> names =
        GoldenTable.read().keySet().stream()
            .map(line -> line.replaceFirst("^\\{\\w+} ", "").replaceFirst(" .*", ""))
            .collect(Collectors.toSet());
    List<Instruction> missing =
        Arrays.stream(Instruction.values())
            .filter(one -> !names.contains(IntelSyntax.name(one, false)))
            .filter(one -> !names.contains(IntelSyntax.name(one, true)))
            .toList();
    assertThat(missing).isEmpty();
  }
}
