package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The official clients of OpenAI and Anthropic for Node.js. They are installed from the npm
/// registry; where npm or the registry is missing, this is skipped.
@Timeout(300)
class OfficialClientsTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("llamajar.root", ".."), "server/src/test/js");

  @TempDir Path folder;

  @Test
  void officialClientsUnderstandTheServer() throws Exception {
    for (String file : List.of("package.json", "clients.mjs")) {
      Files.copy(SOURCES.resolve(file), folder.resolve(file));
    }
    Outcome install = run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    assumeTrue(install.code == 0, () -> "npm can't install the clients: " + install.text);
    try (Served served =
        Served.start(Served.scheduling(SchedulerOptions.defaults().withDeterministic(true)))) {
      Outcome outcome = run("node", "clients.mjs", served.server.url());
      assertThat(outcome.code).as(outcome.text).isZero();
      JsonNode heard = Json.read(outcome.text.strip());
      for (String name :
          List.of(
              "chat", "streamed", "response", "responseStreamed", "message", "messageStreamed")) {
        assertThat(heard.get(name).stringValue()).as(name).contains("Paris");
      }
      assertThat(heard.get("streamed")).isEqualTo(heard.get("chat"));
      assertThat(heard.get("usage").get("completion_tokens").intValue()).isPositive();
      assertThat(heard.get("completion").stringValue()).startsWith(", there was");
      assertThat(heard.get("models").get(0).stringValue()).isEqualTo("pebble");
      assertThat(heard.get("counted").intValue()).isPositive();
      assertThat(heard.get("error").get("status").intValue()).isEqualTo(400);
      assertThat(heard.get("error").get("param").stringValue()).isEqualTo("max_tokens");
      assertThat(heard.get("aborted").stringValue()).isEqualTo("chat.completion.chunk");
      assertThat(served.settle().leased()).isZero();
    }
  }

  private record Outcome(int code, String text) {}

  private Outcome run(String... command) throws InterruptedException {
    Path output = folder.resolve(command[0] + ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Outcome(-1, "no end after two minutes");
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Outcome(-1, String.valueOf(e.getMessage()));
    }
  }
}
