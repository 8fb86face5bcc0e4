package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import llamajar.server.http.HttpOptions;
import llamajar.server.http.Route;
import llamajar.server.openai.OpenAiErrors;
import llamajar.server.page.WebPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the page is sent, without a browser.
@Timeout(60)
class PageFilesTest {
  private static final int MOST_BYTES = 300_000;
  private static final Path SOURCES =
      Path.of(
          System.getProperty("llamajar.root", ".."),
          "server/src/main/resources/llamajar/server/page");
  private static final Pattern ADDRESS = Pattern.compile("(?:https?:)?//[\\w.-]+\\.\\w+[^\\s'\"]*");

  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    HttpOptions keys =
        HttpOptions.defaults().withAddress("127.0.0.1", 0).withApiKeys(List.of("secret"));
    served = Served.start(options -> options.withHttp(keys));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void allOfItIsThereWithoutAKeyAndSmall() throws Exception {
    int bytes = 0;
    for (String path : paths()) {
      HttpResponse<String> response = served.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      bytes += response.body().getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(bytes).isBetween(50_000, MOST_BYTES);
  }

  @Test
  void everyFileIsSentAndNoOther() throws Exception {
    List<String> sources =
        sources().map(file -> SOURCES.relativize(file).toString().replace('\\', '/')).toList();
    List<String> sent =
        paths().stream()
            .map(path -> path.equals("/") ? "index.html" : path.split("/", 4)[3])
            .toList();
    assertThat(sent).containsExactlyInAnyOrderElementsOf(sources);
    String folder = paths().get(1).substring(0, paths().get(1).indexOf('/', "/page/".length()));
    for (String path :
        List.of(
            folder + "/", folder + "/../index.html", folder + "/WebPage.class", "/page/app.js")) {
      assertThat(served.get(path).statusCode()).as(path).isEqualTo(401);
    }
  }

  @Test
  void nothingOfItComesFromElsewhere() throws Exception {
    for (Path file : sources().toList()) {
      Matcher address = ADDRESS.matcher(Files.readString(file));
      while (address.find()) {
        // The name of a format, not a place.
        assertThat(address.group()).as("%s", file).startsWith("http://www.w3.org/");
      }
    }
  }

  @Test
  void noFileMakesMarkupOfText() throws Exception {
    Pattern markup =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\(|new Function");
    for (Path file : sources().toList()) {
      assertThat(markup.matcher(Files.readString(file)).find()).as("%s", file).isFalse();
    }
    assertThat(Files.readString(SOURCES.resolve("index.html")))
        .doesNotContain("style=")
        .doesNotContain("<style")
        .doesNotContainPattern("\\son\\w+=")
        .doesNotContainPattern("<script(?![^>]*src=)");
  }

  @Test
  void browsersAreToldToTrustNothingElse() throws Exception {
    for (String path : paths()) {
      HttpResponse<String> response = served.get(path);
      String policy = header(response, "Content-Security-Policy");
      assertThat(policy)
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "style-src 'self'",
              "connect-src 'self'",
              "frame-ancestors 'none'",
              "base-uri 'none'",
              "form-action 'none'",
              "require-trusted-types-for 'script'")
          .doesNotContain("unsafe", "*", "data:", "http");
      assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
    }
  }

  @Test
  void whatABrowserHasIsNotSentAgain() throws Exception {
    for (String path : List.of("/", paths().get(1))) {
      String tag = header(served.get(path), "ETag");
      for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
        HttpRequest again = served.request(path).header("If-None-Match", known).build();
        HttpResponse<String> response = served.send(again);
        assertThat(response.statusCode()).as(known).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "ETag")).isEqualTo(tag);
      }
      HttpRequest other = served.request(path).header("If-None-Match", "\"other\"").build();
      assertThat(served.send(other).statusCode()).isEqualTo(200);
    }
    assertThat(header(served.get("/"), "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(served.get(paths().get(1)), "Cache-Control")).contains("immutable");
  }

  @Test
  void headGivesTheHeadersAlone() throws Exception {
    HttpRequest head =
        served.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> response = served.send(head);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(response, "ETag")).isEqualTo(header(served.get("/"), "ETag"));
  }

  @Test
  void itCanBeLeftOut() throws Exception {
    try (Served without = Served.start(options -> options.withPage(false))) {
      assertThat(without.get("/").statusCode()).isEqualTo(404);
      assertThat(without.get(paths().get(1)).statusCode()).isEqualTo(404);
      assertThat(without.get("/health").statusCode()).isEqualTo(200);
    }
  }

  private static List<String> paths() {
    return WebPage.routes(OpenAiErrors::body).stream().map(Route::path).toList();
  }

  private static Stream<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(Files::isRegularFile).toList().stream();
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
