package llamajar.compute.cpu.x64.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Our bytes are those of GNU `as`, or mean the same to `objdump` and are as long.
class AssemblerDifferentialTest {
  private static final boolean FULL = Boolean.getBoolean("llamajar.test.full");

  @BeforeEach
  void needsTheTools() {
    assumeTrue(GnuAssembler.isInstalled(), "GNU as and objdump are not installed");
  }

  @Test
  void encodesEachKindOfOperandAsGnuDoes() {
    compare(Cases.sweep(FULL));
  }

  @Test
  void encodesIntegerInstructionsAsGnuDoes() {
    compare(IntegerCases.sweep(FULL));
  }

  @Test
  void encodesRandomOperandsAsGnuDoes() {
    compare(Cases.random(new Random(1), FULL ? 200 : 10));
  }

  private static void compare(List<Sample> samples) {
    List<GnuAssembler.Line> theirs =
        GnuAssembler.assemble(samples.stream().map(Sample::text).toList());
    List<GnuAssembler.Line> ours =
        GnuAssembler.disassemble(samples.stream().map(Sample::hex).toList());
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      GnuAssembler.Line expected = theirs.get(i);
      GnuAssembler.Line actual = ours.get(i);
      if (!actual.isAsGoodAs(expected)) {
        differences.add(
            "%s%n  as:   %s  %s%n  ours: %s  %s"
                .formatted(
                    samples.get(i).text(),
                    expected.hex(),
                    expected.text(),
                    actual.hex(),
                    actual.text()));
      }
    }
    assertThat(differences).isEmpty();
  }
}
