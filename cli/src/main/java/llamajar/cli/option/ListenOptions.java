package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import llamajar.server.http.HttpOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a server listens, and to whom.
public final class ListenOptions {
  private static final int MOST_PORTS = 65_535;
  private static final int MOST_SECONDS = 86_400;
  private static final int MOST_MEGABYTES = 1024;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "address to listen at; 0.0.0.0: all of this machine (default: ${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port to listen at; 0: any that is free (default: ${DEFAULT-VALUE})")
  private int port = 8080;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      split = ",",
      description = "only for those who send this key; several are possible")
  private List<String> apiKeys = List.of();

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "only for those who send a key of this file, one in each line")
  private @Nullable Path apiKeyFile;

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      split = ",",
      description = "let web pages of this origin in, such as https://example.org; *: all")
  private List<String> origins = List.of();

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      split = ",",
      description = "another name under which requests may reach a loopback address")
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      description = "largest body of a request (default: ${DEFAULT-VALUE})")
  private int maxBody = 16;

  @Option(
      names = "--write-timeout",
      paramLabel = "SECONDS",
      description = "drop clients that don't read for so long (default: ${DEFAULT-VALUE})")
  private int writeTimeout = 30;

  @Option(
      names = "--ssl-cert-file",
      paramLabel = "PEM",
      description = "certificate for TLS; wants --ssl-key-file")
  private @Nullable Path certificate;

  @Option(names = "--ssl-key-file", paramLabel = "PEM", description = "its key, PKCS #8")
  private @Nullable Path key;

  /// What was asked for.
  ///
  /// @throws UsageException if something is out of range
  /// @throws IOException if the file of keys can't be read
  public HttpOptions options() throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--ssl-cert-file and --ssl-key-file belong together; give both");
    }
    return HttpOptions.defaults()
        .withAddress(host, Counts.inRange("--port", port, 0, MOST_PORTS))
        .withApiKeys(keys())
        .withCorsOrigins(origins)
        .withAllowedHosts(allowedHosts)
        .withMaxBodyBytes(Counts.inRange("--max-body", maxBody, 1, MOST_MEGABYTES) << 20)
        .withWriteTimeout(
            Duration.ofSeconds(Counts.inRange("--write-timeout", writeTimeout, 1, MOST_SECONDS)))
        .withTls(certificate == null || key == null ? null : new HttpOptions.Tls(certificate, key));
  }

  private List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>(apiKeys);
    if (apiKeyFile != null) {
      int before = keys.size();
      for (String line : Files.readAllLines(apiKeyFile)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          keys.add(line.strip());
        }
      }
      if (keys.size() == before) {
        throw new UsageException(
            "--api-key-file %s: there is no key in it; write one in each line"
                .formatted(apiKeyFile));
      }
    }
    if (keys.contains("")) {
      throw new UsageException("--api-key: an empty key protects nothing");
    }
    return keys;
  }
}
