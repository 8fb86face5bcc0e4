package llamajar.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.hub.download.Progress;
import org.junit.jupiter.api.Test;

class DownloadDisplayTest {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  @Test
  void aBarShowsSpeedAndTimeLeft() {
    assertThat(bar(Progress.Phase.FETCHING, GIB, 16.0 * MIB))
        .isEqualTo(
            "m.gguf [######------------------] 25 %, 1.00 GiB of 4.00 GiB, 16.0 MiB/s, 3 min 12 s left");
    assertThat(bar(Progress.Phase.FETCHING, 4 * GIB - MIB, MIB)).endsWith("1.0 MiB/s, 1 s left");
    assertThat(bar(Progress.Phase.FETCHING, GIB, 0.5 * MIB)).endsWith("1 h 42 min left");
    assertThat(bar(Progress.Phase.FETCHING, 0, 0)).endsWith("] 0 %, 0 B of 4.00 GiB");
    assertThat(bar(Progress.Phase.CHECKING, 2 * GIB, 0))
        .isEqualTo("checking m.gguf [############------------] 50 %, 2.00 GiB of 4.00 GiB");
  }

  private static String bar(Progress.Phase phase, long done, double speed) {
    return DownloadDisplay.bar(new Progress("folder/m.gguf", phase, done, 4 * GIB, speed));
  }
}
