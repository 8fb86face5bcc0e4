package llamajar.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir private Path folder;

  @Test
  void aPortThatIsTakenIsToldWithWhatToDo() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(other.getLocalPort());
      Outcome outcome = Outcome.of("serve", "--port", port);

      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err()).contains(port).contains("--port");
    }
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedBeforeTheModelIsServed() throws Exception {
    assertThat(Outcome.of("serve", "--pooling", "mean").err())
        .contains("--pooling is for embeddings; give --embeddings as well");
    assertThat(Outcome.of("serve", "--embeddings", "--pooling", "most").err())
        .contains("--pooling most: possible are none, mean, cls, last, rank");
    assertThat(Outcome.of("serve", "--port", "0", "--chat-template", "nothing").err())
        .contains("there is no 'nothing'; there are")
        .contains("chatml");
    assertThat(Outcome.of("serve", "--reranking").err())
        .contains("pooling 'rank' is not supported for llama models");
    Path broken = Files.writeString(folder.resolve("broken.jinja"), "{% if %}");
    Outcome outcome = Outcome.of("serve", "--port", "0", "--chat-template-file", broken.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("broken.jinja").doesNotContain("answers at");
  }
}
