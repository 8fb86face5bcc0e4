package llamajar.cli.option;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TerminalText;
import llamajar.confine.Layer;
import llamajar.confine.policy.Access;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Policy;
import picocli.CommandLine.Option;

/// `--unsecure` and `--allow`: what the program gives up once the model is open.
public final class ConfinementOptions {
  @Option(
      names = "--unsecure",
      description = "don't give up files, network and other programs once the model is open")
  private boolean unsecure;

  @Option(
      names = "--allow",
      paramLabel = "PATH",
      description = "file or directory that stays open to the program; may be given several times")
  private List<Path> allowed = new ArrayList<>();

  /// Makes sure that what is allowed is there, before the model is opened.
  ///
  /// @throws UsageException if it is not
  public void check() {
    for (Path path : allowed) {
      if (!Files.exists(path)) {
        throw new UsageException("--allow %s: there is no such file or directory".formatted(path));
      }
    }
  }

  /// Gives up what a policy and `--allow` do not leave open. What can't be given up is told, a line
  /// for each reason.
  ///
  /// @return whether files are closed now that a user may name later
  public boolean confine(Environment environment, Policy policy) {
    if (unsecure) {
      return false;
    }
    Policy complete = policy;
    for (Path path : allowed) {
      complete = complete.with(new Grant(path, Access.WRITE));
    }
    List<Layer> layers = environment.confiner().confine(complete);
    warn(layers, environment.err());
    return layers.stream().anyMatch(Layer::closesFiles);
  }

  private static void warn(List<Layer> layers, PrintStream err) {
    List<String> reasons = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer.state() instanceof Layer.Absent(String reason) && !reasons.contains(reason)) {
        reasons.add(reason);
      }
    }
    for (String reason : reasons) {
      err.println(
          "not fully confined: %s (--unsecure takes that as it is)"
              .formatted(TerminalText.oneLine(reason)));
    }
  }
}
