package llamajar.cli.option;

import picocli.CommandLine.Option;

/// `--help` and `--version`, which every command has.
public final class StandardOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "show the version")
  private boolean version;

  /// Whether the text about the command is wanted instead of the command.
  public boolean wantsHelp() {
    return help;
  }

  /// Whether the version is wanted instead of the command.
  public boolean wantsVersion() {
    return version;
  }
}
