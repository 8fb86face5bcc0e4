package llamajar.testkit.hub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Answers one request on each connection, as exactly or as badly as it is told to.
final class SocketServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Function<SeenRequest, Reply> answers;

  SocketServer(Function<SeenRequest, Reply> answers) throws IOException {
    this.answers = answers;
    socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      SeenRequest request = read(in);
      Reply reply = answers.apply(request);
      OutputStream out = client.getOutputStream();
      StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Status\r\n");
      reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      head.append("Connection: close\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(reply.body(), 0, reply.sent());
      out.flush();
      if (reply.afterwards().isPresent()) {
        reply.afterwards().get().run();
        in.readAllBytes();
      }
    } catch (IOException e) {
      // The client went away, which some tests want.
    }
  }

  private SeenRequest read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", -1);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new SeenRequest(port(), first[1], headers);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("no whole request");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
