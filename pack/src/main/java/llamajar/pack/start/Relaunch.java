package llamajar.pack.start;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A second start with the right options for the JVM, after a plain `java -jar`.
///
/// On Linux the process becomes the second JVM, so that nothing of the first is left. Elsewhere the
/// second is a child with the same streams, and the first waits for it: Ctrl-C reaches both, other
/// signals that end the first end the child too, and its exit code is handed on.
public final class Relaunch {
  private Relaunch() {}

  /// Starts once more if the program was started by `java -jar` and lacks its options.
  ///
  /// @return the exit code to end with, or empty if this JVM should run the program
  public static OptionalInt ifNeeded(String[] arguments) {
    if (System.getProperty(JvmOptions.STARTED) != null || !isSingleJar()) {
      return OptionalInt.empty();
    }
    List<String> options = JvmOptions.forCommand(List.of(arguments));
    ProcessImage.restartWith(options);
    return runChild(options, arguments);
  }

  /// The one file that this program runs from, if it is one.
  public static Optional<Path> runningJar() {
    return isSingleJar() ? Optional.of(jar()) : Optional.empty();
  }

  /// The file that this program runs from; what `java -jar` was given.
  static Path jar() {
    return Path.of(System.getProperty("java.class.path", ""));
  }

  /// Whether the class path is one file, as it is after `java -jar`.
  static boolean isSingleJar() {
    return Relaunch.class.getModule().getDescriptor() == null && Files.isRegularFile(jar());
  }

  private static OptionalInt runChild(List<String> options, String[] arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    // After ours, so that they win.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(List.of(arguments));
    try {
      Process child = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(child), "end with child"));
      return OptionalInt.of(child.waitFor());
    } catch (IOException e) {
      // Running without the options is slower, not wrong.
      System.err.println(
          "llamajar: can't start a JVM with the right options (%s); going on without them"
              .formatted(e.getMessage()));
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(1);
    }
  }

  private static void endWith(Process child) {
    child.destroy();
    try {
      child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
