package llamajar.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Gpus;
import llamajar.confine.Confiner;
import llamajar.confine.Layer;
import llamajar.confine.policy.Access;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfinementOptionsTest {
  private static final Layer NO_FILES = new Layer("Landlock", new Layer.Absent("no Landlock here"));
  private static final Layer FILES = new Layer("Landlock", new Layer.InForce("files"));
  private static final Layer NO_CALLS = new Layer("seccomp", new Layer.Absent("no Landlock here"));

  @TempDir private Path directory;

  private final List<Policy> asked = new ArrayList<>();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void tellsEachReasonOnce() {
    boolean closed = options().confine(environment(NO_FILES, NO_CALLS), Policy.ofJvm());

    assertThat(closed).isFalse();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualTo("not fully confined: no Landlock here (--unsecure takes that as it is)\n");
  }

  @Test
  void saysNothingIfAllIsInForce() {
    assertThat(options().confine(environment(FILES), Policy.ofJvm())).isTrue();
    assertThat(errors.size()).isZero();
  }

  @Test
  void asksForNothingIfUnsecure() {
    assertThat(options("--unsecure").confine(environment(FILES), Policy.ofJvm())).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void leavesOpenWhatIsAllowed() {
    options("--allow", directory.toString()).confine(environment(FILES), Policy.ofJvm());

    assertThat(asked.getFirst().grants()).contains(new Grant(directory, Access.WRITE));
  }

  @Test
  void refusesToAllowWhatIsNotThere() {
    ConfinementOptions options = options("--allow", directory.resolve("missing").toString());

    assertThatThrownBy(options::check)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no such file or directory");
  }

  @Test
  void leavesOpenWhatADriverNeedsWithGpus() throws Exception {
    Files.createFile(directory.resolve("nvidia0"));
    Files.createFile(directory.resolve("nvidiactl"));
    Files.createFile(directory.resolve("sda"));

    assertThat(Policies.nvidiaDevices(directory))
        .extracting(device -> device.getFileName().toString())
        .containsExactlyInAnyOrder("nvidia0", "nvidiactl");
    assertThat(Policies.withGpu(Policy.ofJvm()).drivers()).isTrue();
    assertThat(Policies.withGpu(Policy.ofJvm()).grants())
        .contains(new Grant(Path.of("/proc/driver/nvidia"), Access.READ));
  }

  private static ConfinementOptions options(String... arguments) {
    ConfinementOptions options = new ConfinementOptions();
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options;
  }

  private Environment environment(Layer... layers) {
    Confiner confiner =
        policy -> {
          asked.add(policy);
          return List.of(layers);
        };
    return new Environment(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        false,
        false,
        false,
        directory,
        confiner,
        false,
        Map.of(),
        Gpus.ofMachine());
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin ConfinementOptions options) {}
}
