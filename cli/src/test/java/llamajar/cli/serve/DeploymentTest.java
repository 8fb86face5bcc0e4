package llamajar.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import llamajar.cli.Outcome;
import llamajar.cli.demo.DemoModel;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.server.LlamaServer;
import llamajar.server.ServerOptions;
import llamajar.server.http.HttpOptions;
import llamajar.server.operation.LogFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What deployment files say of the server is true of it.
class DeploymentTest {
  private static final Path ROOT = Path.of(System.getProperty("llamajar.root", ".."));

  private static final Pattern METRIC = Pattern.compile("llamajar_[a-z_]+");
  private static final Pattern CHART_OPTION = Pattern.compile("(?m)^ +- (--?[a-z-]+)$");
  private static final Pattern OPTION = Pattern.compile("(?<=[ \"`])--[a-z][a-z-]+");

  @TempDir private Path directory;

  @BeforeEach
  void requireSources() {
    assumeThat(ROOT.resolve("deploy")).as("the sources' folder deploy").isDirectory();
  }

  @Test
  void metricsHaveTheNamesThatAreScraped() throws IOException {
    String scraped = scrape();
    List<String> named =
        Stream.of("docs/deploy.md", "deploy/helm/llamajar/values.yaml")
            .flatMap(file -> matches(METRIC, read(file)))
            .distinct()
            .toList();

    assertThat(named).hasSizeGreaterThan(4).contains("llamajar_requests_waiting");
    assertThat(named).allSatisfy(metric -> assertThat(scraped).containsPattern(metric + "[ {]"));
  }

  @Test
  void theServerTakesTheOptionsThatItIsStartedWith() {
    String help = Outcome.of("serve", "--help").out();
    List<String> options =
        Stream.concat(
                CHART_OPTION
                    .matcher(read("deploy/helm/llamajar/templates/deployment.yaml"))
                    .results()
                    .map(result -> result.group(1)),
                Stream.concat(matches(OPTION, entryPoint()), matches(OPTION, systemdStart())))
            .distinct()
            .toList();

    assertThat(options).contains("-np", "--queue", "--host", "--api-key-file");
    assertThat(options).allSatisfy(option -> assertThat(help).containsPattern(option + "[=, ]"));
  }

  @Test
  void valuesThatTemplatesUseAreThere() throws IOException {
    String values = read("deploy/helm/llamajar/values.yaml");
    try (Stream<Path> templates = Files.list(ROOT.resolve("deploy/helm/llamajar/templates"))) {
      List<String> used =
          templates
              .flatMap(file -> matches(Pattern.compile("\\.Values\\.[A-Za-z.]+"), read(file)))
              .distinct()
              .toList();

      assertThat(used).hasSizeGreaterThan(20);
      assertThat(used)
          .allSatisfy(value -> {
            String[] path = value.split("\\.", -1);
            Pattern key =
                path.length == 3
                    ? Pattern.compile("(?m)^" + path[2] + ":")
                    : Pattern.compile("(?m)^" + path[2] + ":(\n( .*|))*?\n  " + path[3] + ":");
            assertThat(values).containsPattern(key);
          });
    }
  }

  private static String entryPoint() {
    return read("deploy/Dockerfile")
        .lines()
        .filter(l -> l.startsWith("ENTRYPOINT"))
        .findAny()
        .orElseThrow();
  }

  private static String systemdStart() {
    return read("docs/deploy.md")
        .lines()
        .filter(l -> l.contains("ExecStart="))
        .findAny()
        .orElseThrow();
  }

  private String scrape() throws IOException {
    ServerOptions options =
        ServerOptions.defaults()
            .withHttp(HttpOptions.defaults().withAddress("127.0.0.1", 0))
            .withLog(LogFormat.NONE);
    try (LlamaModel model =
            LlamaModel.openForText(DemoModel.file(directory), ModelOptions.defaults());
        LlamaServer server =
            LlamaServer.start(model, llamajar.text.chat.ChatTemplates.NONE, options, line -> {});
        InputStream body = URI.create(server.url() + "/metrics").toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group);
  }

  private static String read(String file) {
    return read(ROOT.resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
