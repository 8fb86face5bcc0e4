package llamajar.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import llamajar.hub.download.DownloadListener;
import llamajar.hub.download.Progress;
import llamajar.hub.name.Sizes;

/// Shows downloads: as a bar where lines can be replaced, else as a line for every tenth.
public final class DownloadDisplay implements DownloadListener, AutoCloseable {
  private static final int BAR_LENGTH = 24;
  private static final int TENTHS = 10;
  private static final int PERCENT = 100;
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final double LEAST_SPEED = 1;

  private final PrintStream err;
  private final StatusLine status;
  private final boolean replacesLines;
  private String name = "";
  private long tenth = -1;

  /// A display of nothing yet.
  public DownloadDisplay(Environment environment) {
    err = environment.err();
    status = new StatusLine(environment);
    boolean dumb = "dumb".equals(environment.variables().get("TERM"));
    replacesLines = environment.errIsTerminal() && !dumb;
  }

  @Override
  public synchronized void progress(Progress progress) {
    if (replacesLines) {
      status.show(bar(progress));
      return;
    }
    if (!progress.name().equals(name)) {
      name = progress.name();
      tenth = -1;
    }
    long now = TENTHS * progress.done() / Math.max(1, progress.total());
    if (progress.phase() == Progress.Phase.FETCHING && now > tenth) {
      tenth = now;
      err.println(TerminalText.oneLine(progress.name() + ": " + amounts(progress)));
    }
  }

  @Override
  public synchronized void note(String line) {
    status.clear();
    err.println(TerminalText.oneLine(line));
  }

  static String bar(Progress progress) {
    int full = (int) (BAR_LENGTH * progress.done() / Math.max(1, progress.total()));
    String bar = "#".repeat(full) + "-".repeat(BAR_LENGTH - full);
    String what =
        switch (progress.phase()) {
          case FETCHING -> "";
          case CHECKING -> "checking ";
        };
    return "%s%s [%s] %s".formatted(what, fileName(progress), bar, amounts(progress));
  }

  private static String fileName(Progress progress) {
    return progress.name().substring(progress.name().lastIndexOf('/') + 1);
  }

  private static String amounts(Progress progress) {
    String amounts =
        "%d %%, %s of %s"
            .formatted(
                PERCENT * progress.done() / Math.max(1, progress.total()),
                Sizes.text(progress.done()),
                Sizes.text(progress.total()));
    if (progress.bytesPerSecond() < LEAST_SPEED || progress.done() == progress.total()) {
      return amounts;
    }
    return "%s, %s/s, %s left"
        .formatted(
            amounts,
            Sizes.text((long) progress.bytesPerSecond()),
            progress.left().map(DownloadDisplay::text).orElse("some time"));
  }

  private static String text(Duration left) {
    long seconds = left.toSeconds();
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    return seconds < HOUR
        ? "%d min %d s".formatted(seconds / MINUTE, seconds % MINUTE)
        : "%d h %d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
  }

  @Override
  public synchronized void close() {
    status.clear();
  }
}
