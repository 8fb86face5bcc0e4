package llamajar.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import llamajar.hub.TestPace;
import llamajar.hub.name.HubException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileLockTest {
  @TempDir private Path folder;

  /// Holds a lock until its standard input ends.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        System.out.write('x');
        System.out.flush();
        System.in.readAllBytes();
      }
    }
  }

  @Test
  void excludesOtherProcesses() throws Exception {
    Path file = folder.resolve("a.lock");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream _ = process.getOutputStream();
        InputStream out = process.getInputStream()) {
      assertThat(out.read()).isEqualTo('x');
      assertThat(FileLock.tryTake(file)).isEmpty();
      assertThatThrownBy(() -> FileLock.take(file, new TestPace(), () -> {}, () -> true))
          .isInstanceOf(HubException.class);
      process.getOutputStream().close();
      process.waitFor();
    }
    try (FileLock lock = FileLock.tryTake(file).orElseThrow()) {
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void excludesOtherThreads() throws Exception {
    Path file = folder.resolve("b/c.lock");
    FileLock lock = FileLock.tryTake(file).orElseThrow();
    assertThat(FileLock.tryTake(file)).isEmpty();
    lock.close();
    TestPace pace = new TestPace();
    FileLock.take(file, pace, () -> {}, () -> true).close();
    assertThat(pace.pauses()).isEmpty();
  }
}
