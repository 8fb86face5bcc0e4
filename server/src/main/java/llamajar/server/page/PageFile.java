package llamajar.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import llamajar.server.http.Exchange;
import llamajar.server.http.Route;

/// A file of the page, which is read once and kept.
final class PageFile implements Route.Handler {
  private static final int NOT_MODIFIED = 304;
  private static final int DIGEST_BYTES = 16;

  private final byte[] content;
  private final String contentType;
  private final String caching;
  private final String tag;

  /// @param name says by its suffix what it is
  /// @param caching how long browsers may keep it
  PageFile(String name, byte[] content, String caching) {
    this.content = content;
    this.contentType = contentType(name);
    this.caching = caching;
    this.tag = '"' + digest(content) + '"';
  }

  /// The content of a file that belongs to the program.
  ///
  /// @param name relative to this package
  static byte[] read(String name) {
    try (InputStream in = PageFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the page's file '%s' is missing in this build".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the page's file '%s': %s".formatted(name, e), e);
    }
  }

  private static String contentType(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (suffix) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("a file of what kind is '%s'?".formatted(name));
    };
  }

  /// A short name for what content there is.
  static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PageHeaders.set(exchange);
    exchange.setHeader("Cache-Control", caching);
    exchange.setHeader("ETag", tag);
    boolean known =
        Arrays.stream(exchange.header("If-None-Match").split(","))
            .map(part -> part.strip().replaceFirst("^W/", ""))
            .anyMatch(part -> part.equals(tag) || part.equals("*"));
    if (known) {
      exchange.send(NOT_MODIFIED, contentType, new byte[0]);
    } else {
      exchange.send(200, contentType, content);
    }
  }
}
