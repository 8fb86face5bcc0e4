package llamajar.pack.start;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// A program that starts as llamajar does, and tells how it was started.
public final class StartedProgram {
  private StartedProgram() {}

  /// Prints its process id, options and arguments; ends with 7, or waits if it is told to.
  public static void main(String[] args) throws InterruptedException {
    OptionalInt done = Relaunch.ifNeeded(args);
    if (done.isPresent()) {
      System.exit(done.getAsInt());
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("pid " + ProcessHandle.current().pid());
    out.println("options " + ManagementFactory.getRuntimeMXBean().getInputArguments());
    out.println("arguments " + String.join("|", args));
    if (args.length > 0 && args[0].equals("wait")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> out.println("ended")));
      Thread.sleep(60_000);
    }
    System.exit(7);
  }
}
