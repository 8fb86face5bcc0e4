package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import llamajar.engine.scheduler.CacheUse;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.http.HttpOptions;
import llamajar.server.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Clients that come in great numbers, go away, read slowly, or say half of what they should.
@Timeout(600)
class StormTest {
  private static final boolean FULL = Boolean.getBoolean("llamajar.test.full");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Test
  void twoHundredStreamsGetWhatEachGetsAlone() throws Exception {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String prompt = "Once upon a time, there was a %s".formatted(WORDS[i % WORDS.length]);
      bodies.add(
          "{\"prompt\": \"%s\", \"max_tokens\": %d, \"temperature\": 0, \"stream\": true}"
              .formatted(prompt, 4 + i / WORDS.length % 5));
    }
    try (Served served = Served.start(Served.scheduling(deterministic().withParallel(32)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (String body : bodies) {
        answers.add(clients.submit(() -> text(served.events("/v1/completions", body))));
      }
      List<String> together = new ArrayList<>();
      for (Future<String> answer : answers) {
        together.add(answer.get());
      }
      assertNothingIsHeld(served);
      for (int i = 0; i < bodies.size(); i += 9) {
        assertThat(together.get(i))
            .as(bodies.get(i))
            .isEqualTo(text(served.events("/v1/completions", bodies.get(i))));
      }
    }
  }

  @Test
  void clientsThatGoAwayLeaveNothingBehind() throws Exception {
    int count = FULL ? 1000 : 120;
    try (Served served =
        Served.start(Served.scheduling(SchedulerOptions.defaults().withQueueLength(1000)))) {
      text(served.events("/v1/completions", body("Once", 3)));
      long threads = platformThreads();
      long descriptors = descriptors();
      Random random = new Random(5);
      List<Integer> seeds = random.ints(count).boxed().toList();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> gone = new ArrayList<>();
        for (int seed : seeds) {
          gone.add(clients.submit(() -> goAwaySoon(served.server.port(), new Random(seed))));
        }
        for (Future<Void> client : gone) {
          client.get();
        }
      }
      assertNothingIsHeld(served);
      assertThat(served.server.scheduler().metrics().failed()).isZero();
      // The server closes connections of clients that have gone when it next writes or reads.
      for (int i = 0; i < 200 && descriptors() > descriptors + 8; i++) {
        Thread.sleep(10);
      }
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 8);
      assertThat(platformThreads()).isLessThanOrEqualTo(threads + 4);
      assertThat(text(served.events("/v1/completions", body("Once", 3)))).isNotEmpty();
    }
  }

  @Test
  void aClientThatSendsNoMoreStillGetsItsAnswer() throws Exception {
    try (Served served = Served.start(Served.scheduling(SchedulerOptions.defaults()));
        Socket socket = connect(served.server.port())) {
      send(socket, "/v1/completions", body("Once upon a time", 5).replace("true", "false"));
      socket.shutdownOutput();
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(response).startsWith("HTTP/1.1 200").contains("text_completion");
    }
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndOthersGoOn() throws Exception {
    HttpOptions impatient =
        HttpOptions.defaults().withAddress("127.0.0.1", 0).withWriteTimeout(Duration.ofSeconds(2));
    try (Served served =
            Served.start(options ->
                options
                    .withHttp(impatient)
                    .withScheduling(SchedulerOptions.defaults().withParallel(32)));
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(2048);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), served.server.port()));
      // More than buffers hold: many choices, each with many probabilities.
      send(
          socket,
          "/v1/completions",
          "{\"prompt\": [\"Once\", \"There\", \"A\"], \"max_tokens\": 400, \"stream\": true, \"logprobs\": 20,"
              + " \"n\": 8, \"ignore_eos\": true}");
      String other = text(served.events("/v1/completions", body("Once upon a time", 5)));
      assertThat(other).isNotEmpty();
      for (int i = 0; i < 10_000 && !hasDropped(served); i++) {
        Thread.sleep(10);
      }
      assertThat(hasDropped(served)).isTrue();
      assertNothingIsHeld(served);
    }
  }

  @Test
  void aFullQueueIsToldWhenToComeAgain() throws Exception {
    SchedulerOptions one = SchedulerOptions.defaults().withParallel(1).withQueueLength(0);
    try (Served served = Served.start(Served.scheduling(one));
        Socket socket = connect(served.server.port())) {
      send(socket, "/v1/completions", endless());
      BufferedReader first =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(first.readLine()).startsWith("HTTP/1.1 200");
      var refused = served.post("/v1/completions", body("Once", 1));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(Json.read(refused.body()).get("error").get("type").stringValue())
          .isEqualTo("overloaded_error");
    }
  }

  @Test
  void stoppingFinishesAnswersWithinTheGraceTime() throws Exception {
    Served served = Served.start(options -> options.withGrace(Duration.ofSeconds(30)));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> stream =
          clients.submit(
              () -> served.events("/v1/completions", body("Once upon a time, there was", 60)));
      while (served.server.scheduler().metrics().tokens() < 3) {
        Thread.sleep(1);
      }
      served.server.close();
      assertThat(stream.get().getLast()).isEqualTo("[DONE]");
    } finally {
      served.close();
    }
  }

  private static final String[] WORDS = {
    "fox", "owl", "bear", "mouse", "brave fox", "little owl", "lantern", "boat", "cat"
  };

  private static SchedulerOptions deterministic() {
    return SchedulerOptions.defaults().withDeterministic(true);
  }

  private static boolean hasDropped(Served served) {
    return served.log.stream().anyMatch(line -> line.contains(" 499 "));
  }

  private static String endless() {
    return "{\"prompt\": \"Once\", \"max_tokens\": 500, \"stream\": true, \"ignore_eos\": true}";
  }

  private static String body(String prompt, int tokens) {
    return "{\"prompt\": \"%s\", \"max_tokens\": %d, \"temperature\": 0, \"stream\": true}"
        .formatted(prompt, tokens);
  }

  /// Sends a request, reads some of the answer or nothing, and closes the connection.
  private static Void goAwaySoon(int port, Random random) throws IOException {
    try (Socket socket = connect(port)) {
      String prompt = "Once upon a time ".repeat(1 + random.nextInt(60));
      String body =
          "{\"prompt\": \"%s\", \"max_tokens\": %d, \"stream\": %b, \"n\": %d}"
              .formatted(
                  prompt, 1 + random.nextInt(100), random.nextInt(4) > 0, 1 + random.nextInt(2));
      if (random.nextInt(10) == 0) {
        socket
            .getOutputStream()
            .write(
                "POST /v1/completions HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
        return null;
      }
      send(socket, "/v1/completions", body);
      socket.setSoTimeout(1 + random.nextInt(500));
      byte[] some = new byte[1 + random.nextInt(4000)];
      try {
        socket.getInputStream().readNBytes(some, 0, some.length);
      } catch (java.net.SocketTimeoutException e) {
        // Enough.
      }
      if (random.nextBoolean()) {
        // Closing sends a reset instead of an end.
        socket.setSoLinger(true, 0);
      }
    }
    return null;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    OutputStream out = socket.getOutputStream();
    out.write(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(path, bytes.length)
            .getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.flush();
  }

  private static void assertNothingIsHeld(Served served) throws Exception {
    CacheUse use = served.settle();
    assertThat(use.free()).isEqualTo(use.total());
    assertThat(served.server.scheduler().present()).isZero();
  }

  private static long platformThreads() {
    return Thread.getAllStackTraces().size();
  }

  /// Zero where the system does not tell.
  private static long descriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  private static String text(List<String> events) {
    StringBuilder text = new StringBuilder();
    for (String event : events) {
      if (!event.equals("[DONE]")) {
        JsonNode choices = Json.read(event).get("choices");
        text.append(choices.get(0).get("text").stringValue());
      }
    }
    return text.toString();
  }
}
