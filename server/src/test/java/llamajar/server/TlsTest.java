package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import llamajar.server.http.HttpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS with certificates that the test makes itself.
@Timeout(120)
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void clientsThatTrustTheCertificateAreAnswered(String algorithm) throws Exception {
    KeyStore store = certificate(algorithm);
    HttpOptions.Tls tls = files(store);
    try (Served served = serve(tls)) {
      assertThat(served.server.url()).startsWith("https://");
      URI address = URI.create("https://localhost:" + served.server.port() + "/v1/completions");
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .POST(
                  HttpRequest.BodyPublishers.ofString("{\"prompt\": \"Once\", \"max_tokens\": 3}"))
              .build();
      try (HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(store)).build();
          HttpClient doubting = HttpClient.newHttpClient()) {
        HttpResponse<String> response =
            trusting.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("text_completion");
        assertThatThrownBy(() -> doubting.send(request, HttpResponse.BodyHandlers.ofString()))
            .isInstanceOf(SSLHandshakeException.class);
      }
      plainTextGetsNothing(served.server.port());
    }
  }

  private static void plainTextGetsNothing(int port) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("ok");
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void filesThatAreNoKeysAndCertificatesAreTold() throws Exception {
    HttpOptions.Tls good = files(certificate("EC"));
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> serve(new HttpOptions.Tls(good.certificate(), empty)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.pem")
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> serve(new HttpOptions.Tls(empty, good.key())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.pem");
    assertThatThrownBy(() -> serve(new HttpOptions.Tls(missing, good.key())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.pem");
    HttpOptions.Tls other = files(certificate("RSA"));
    Path key = Files.copy(other.key(), folder.resolve("other.pem"));
    HttpOptions.Tls again = files(certificate("EC"));
    assertThatThrownBy(() -> serve(new HttpOptions.Tls(again.certificate(), key)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.pem");
  }

  private static Served serve(HttpOptions.Tls tls) throws IOException {
    HttpOptions http = HttpOptions.defaults().withAddress("127.0.0.1", 0).withTls(tls);
    return Served.start(options -> options.withHttp(http));
  }

  private KeyStore certificate(String algorithm) throws Exception {
    Path file = folder.resolve("store.p12");
    Files.deleteIfExists(file);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private HttpOptions.Tls files(KeyStore store) throws Exception {
    Certificate certificate = store.getCertificate("server");
    Key key = store.getKey("server", PASSWORD);
    return new HttpOptions.Tls(
        pem("certificate.pem", "CERTIFICATE", certificate.getEncoded()),
        pem("key.pem", "PRIVATE KEY", key.getEncoded()));
  }

  private Path pem(String name, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, body));
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
