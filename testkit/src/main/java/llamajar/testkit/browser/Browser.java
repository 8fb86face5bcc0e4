package llamajar.testkit.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A running Chromium with a profile of its own, which is deleted with it.
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final int PATIENCE_MILLIS = 60_000;

  private final Process process;
  private final Path profile;
  private final DevTools devTools;

  private Browser(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /// The program of `-Dllamajar.chromium`, or the first of the usual names on the path.
  public static Optional<Path> find() {
    String chosen = System.getProperty("llamajar.chromium");
    if (chosen != null) {
      return Optional.of(Path.of(chosen)).filter(Files::isExecutable);
    }
    List<Path> candidates = new ArrayList<>();
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      NAMES.forEach(name -> candidates.add(Path.of(folder, name)));
    }
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }

  /// Starts the program.
  ///
  /// @throws IOException if it does not start
  public static Browser start(Path program) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("llamajar-browser");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb",
                "--hide-scrollbars"));
    if ("root".equals(System.getProperty("user.name"))) {
      // Its own protection does not work for root, as in containers; it only sees our page.
      command.add("--no-sandbox");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    try {
      DevTools devTools = DevTools.connect(address(process, profile));
      return new Browser(process, profile, devTools);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      delete(profile);
      throw e;
    }
  }

  private static URI address(Process process, Path profile)
      throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    for (int waited = 0; waited < PATIENCE_MILLIS && process.isAlive(); waited += 20) {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() >= 2) {
          return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
        }
      }
      Thread.sleep(20);
    }
    throw new IOException(
        "the browser did not start: " + Files.readString(profile.resolve("output.txt")));
  }

  /// Opens a tab that shares nothing with others: no history, no storage.
  public Tab newTab() {
    JsonNode context = devTools.call(null, "Target.createBrowserContext", "{}");
    return newTab(context.get("browserContextId").stringValue());
  }

  /// Opens a tab beside another one, as the same user would.
  public Tab newTabBeside(Tab other) {
    return newTab(other.context());
  }

  private Tab newTab(String context) {
    JsonNode target =
        devTools.call(
            null,
            "Target.createTarget",
            "{\"url\": \"about:blank\", \"browserContextId\": \"%s\"}".formatted(context));
    String id = target.get("targetId").stringValue();
    JsonNode attached =
        devTools.call(
            null,
            "Target.attachToTarget",
            "{\"targetId\": \"%s\", \"flatten\": true}".formatted(id));
    return new Tab(devTools, context, id, attached.get("sessionId").stringValue());
  }

  @Override
  public void close() {
    devTools.close();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(profile);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      // A child of the browser may still be writing; what it leaves is in the system's temporary
      // folder.
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
