package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import llamajar.server.http.HttpOptions;
import llamajar.server.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class SecurityTest {
  private static final String BODY = "{\"prompt\": \"Once\", \"max_tokens\": 1}";

  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    HttpOptions http =
        HttpOptions.defaults()
            .withAddress("127.0.0.1", 0)
            .withApiKeys(List.of("secret-1", "secret-2"))
            .withCorsOrigins(List.of("https://good.example"))
            .withMaxBodyBytes(10_000);
    served = Served.start(options -> options.withHttp(http));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer secret-1, 200",
    "Authorization, bearer secret-2, 200",
    "x-api-key, secret-2, 200",
    "Authorization, Bearer secret, 401",
    "Authorization, Basic secret-1, 401",
    "x-api-key, secret-12, 401",
    "x-other, secret-1, 401"
  })
  void aKeyIsAskedFor(String header, String value, int status) throws Exception {
    HttpRequest request =
        served
            .request("/v1/completions")
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    assertThat(served.send(request).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/models", "/metrics", "/slots", "/props", "/nothing", "/v1/completions"})
  void nothingButHealthIsThereWithoutAKey(String path) throws Exception {
    HttpResponse<String> response = served.get(path);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(served.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void anotherNameForThisMachineIsRefused() throws Exception {
    assertThat(raw("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("evil.example");
    assertThat(raw("GET /health HTTP/1.1\r\nHost: LOCALHOST:99\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void pagesOfOthersAreRefusedAndThoseAllowedAreLetIn() throws Exception {
    HttpRequest evil = served.request("/health").header("Origin", "https://evil.example").build();
    assertThat(served.send(evil).statusCode()).isEqualTo(403);
    HttpRequest good =
        served
            .request("/v1/completions")
            .header("Origin", "https://good.example")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = served.send(good);
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://good.example");
    HttpRequest own = served.request("/health").header("Origin", served.server.url()).build();
    HttpResponse<String> answer = served.send(own);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aLargeBodyIsRefused() throws Exception {
    String large = "{\"prompt\": \"" + "x".repeat(20_000) + "\"}";
    assertError(large, 413, null, "at most 10000 bytes");
    String chunked =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret-1\r\n"
            + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4000\r\n"
            + "x".repeat(0x4000)
            + "\r\n0\r\n\r\n";
    assertThat(raw(chunked)).startsWith("HTTP/1.1 413");
  }

  @Test
  void wrongRequestsAreToldWhatIsWrong() throws Exception {
    assertError("{\"prompt\": ", 400, null, "not valid JSON");
    assertError("[]", 400, null, "must be a JSON object");
    assertError("{\"max_tokens\": 5}", 400, "prompt", "'prompt' is missing");
    assertError("{\"prompt\": {}}", 400, "prompt", "must be a string");
    assertError("{\"prompt\": \"a\", \"max_tokens\": \"5\"}", 400, "max_tokens", "an integer");
    assertError("{\"prompt\": \"a\", \"temperature\": true}", 400, "temperature", "a number");
    assertError("{\"prompt\": \"a\", \"top_p\": 2}", 400, "top_p", "top_p");
    assertError("{\"prompt\": \"a\", \"stop\": [1]}", 400, "stop", "array of strings");
    assertError("{\"prompt\": \"a\", \"logit_bias\": {\"x\": 1}}", 400, "logit_bias", "token ids");
    assertError("{\"prompt\": [99999]}", 400, null, "token 99999 is not in the vocabulary");
    assertError("{\"prompt\": \"a\", \"n\": 100}", 400, null, "n: 100 answers");
    assertError("{\"prompt\": \"" + "brave fox ".repeat(400) + "\"}", 400, null, "does not fit");
    assertError("{\"prompt\": \"a\", \"suffix\": \"b\"}", 400, null, "can't fill in");
    assertError("{\"prompt\": " + "[".repeat(3000) + "]}", 400, null, "not valid JSON");
  }

  @Test
  void whatIsNotThereIs404AndWrongMethodsAre405() throws Exception {
    HttpRequest nothing = served.request("/../etc/passwd").header("x-api-key", "secret-1").build();
    assertThat(served.send(nothing).statusCode()).isEqualTo(404);
    HttpRequest get = served.request("/v1/completions").header("x-api-key", "secret-1").build();
    HttpResponse<String> response = served.send(get);
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void theLogKnowsNoPrompts() throws Exception {
    HttpRequest request =
        served
            .request("/v1/completions")
            .header("x-api-key", "secret-1")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"prompt\": \"lantern xylophone\", \"max_tokens\": 3}"))
            .build();
    served.send(request);
    raw("GET /a%0d%0ab HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(served.log).isNotEmpty();
    assertThat(String.join("", served.log))
        .contains("POST /v1/completions 200")
        .doesNotContain("xylophone", "secret-1", "\n", "\r");
  }

  @Test
  void aTakenPortIsExplained() {
    HttpOptions same = HttpOptions.defaults().withAddress("127.0.0.1", served.server.port());
    assertThatThrownBy(() -> Served.start(options -> options.withHttp(same)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--port");
  }

  private static void assertError(String body, int status, @Nullable String field, String part)
      throws Exception {
    HttpRequest request =
        served
            .request("/v1/completions")
            .header("Authorization", "Bearer secret-1")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = served.send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = Json.read(response.body()).get("error");
    assertThat(error.get("message").stringValue()).contains(part);
    assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
    if (field != null) {
      assertThat(error.get("param").stringValue()).isEqualTo(field);
    }
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
