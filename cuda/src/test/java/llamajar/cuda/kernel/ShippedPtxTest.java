package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import llamajar.cuda.driver.ComputeCapability;
import llamajar.testkit.ptx.DeviceLimits;
import llamajar.testkit.ptx.PtxKernel;
import llamajar.testkit.ptx.PtxModule;
import llamajar.testkit.ptx.PtxSimulator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every instruction of the shipped PTX is one that the simulator knows.
class ShippedPtxTest {

  private static List<String> modules() throws IOException, URISyntaxException {
    var folder = PtxLibrary.class.getResource("/llamajar/cuda/ptx");
    assertThat(folder).isNotNull();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".ptx"))
          .map(name -> name.substring(0, name.length() - ".ptx".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "for sm_{0}")
  @ValueSource(ints = {75, 80})
  void hasKnownInstructionsOnly(int capability) throws IOException, URISyntaxException {
    Map<String, Long> forms = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    List<String> modules = modules();
    for (String name : modules) {
      String text =
          PtxLibrary.module(name, new ComputeCapability(capability / 10, capability % 10)).text();
      try {
        PtxModule module = new PtxSimulator(DeviceLimits.of(capability)).load(text);
        for (PtxKernel kernel : module.kernels()) {
          kernel.forms().forEach(form -> forms.merge(form, 1L, Long::sum));
        }
      } catch (RuntimeException e) {
        failures.add(name + ": " + e.getMessage());
      }
    }
    assertThat(failures).isEmpty();
    assertThat(modules).hasSizeGreaterThan(20);
    System.out.println(
        "instructions of the PTX for sm_%d: %s"
            .formatted(capability, String.join(" ", forms.keySet())));
    assertThat(forms.keySet()).anyMatch(form -> form.startsWith("mma.sync"));
  }
}
