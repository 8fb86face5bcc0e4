package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import llamajar.engine.Embedder;
import llamajar.engine.ModelOptions;
import llamajar.engine.architecture.Pooling;
import llamajar.server.http.HttpOptions;
import llamajar.server.json.Json;
import llamajar.testkit.TinyEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Vectors and scores over HTTP.
@Timeout(120)
class EmbeddingsTest {
  @TempDir private Path folder;

  /// A server for an encoder of random weights.
  private record Encoder(Embedder embedder, LlamaServer server, ConcurrentLinkedQueue<String> log)
      implements AutoCloseable {
    static Encoder start(Path file, Pooling pooling) throws IOException {
      Embedder embedder = Embedder.open(file, ModelOptions.defaults(), pooling);
      ServerOptions options =
          ServerOptions.defaults()
              .withHttp(HttpOptions.defaults().withAddress("127.0.0.1", 0))
              .withAlias("encoder");
      ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
      return new Encoder(embedder, LlamaServer.start(embedder, options, log::add), log);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
      }
    }

    JsonNode json(String path, String body) throws IOException, InterruptedException {
      HttpResponse<String> response = post(path, body);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return Json.read(response.body());
    }

    @Override
    public void close() {
      server.close();
      embedder.close();
    }
  }

  private Encoder encoder(Pooling pooling) throws IOException {
    Path file = TinyEncoder.file("bert", 128).write(folder.resolve("encoder.gguf"));
    return Encoder.start(file, pooling);
  }

  private static float[] vector(JsonNode node) {
    float[] vector = new float[node.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = node.get(i).floatValue();
    }
    return vector;
  }

  @Test
  void textsAndTokensBecomeVectorsOfLengthOne() throws Exception {
    try (Encoder encoder = encoder(Pooling.MEAN)) {
      float[] expected =
          Embedder.normalized(encoder.embedder.embed(encoder.embedder.tokens("a b")));
      int[] tokens = encoder.embedder.tokens("a b");
      String ids = java.util.Arrays.toString(tokens);
      for (String input : List.of("\"a b\"", "[\"a b\"]", ids, "[" + ids + "]")) {
        JsonNode response = encoder.json("/v1/embeddings", "{\"input\": %s}".formatted(input));
        assertThat(response.get("data").size()).isEqualTo(1);
        JsonNode entry = response.get("data").get(0);
        assertThat(entry.get("index").intValue()).isZero();
        assertThat(vector(entry.get("embedding"))).containsExactly(expected);
        assertThat(response.get("usage").get("prompt_tokens").intValue()).isEqualTo(tokens.length);
        assertThat(response.get("model").stringValue()).isEqualTo("encoder");
      }
    }
  }

  @Test
  void manyTextsKeepTheirOrder() throws Exception {
    try (Encoder encoder = encoder(Pooling.CLS)) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        texts.add("text " + "x".repeat(i % 7) + i);
      }
      JsonNode data =
          encoder.json("/v1/embeddings", "{\"input\": %s}".formatted(Json.text(texts))).get("data");
      for (int i = 0; i < texts.size(); i++) {
        float[] alone =
            Embedder.normalized(encoder.embedder.embed(encoder.embedder.tokens(texts.get(i))));
        float[] together = vector(data.get(i).get("embedding"));
        double product = 0;
        for (int c = 0; c < alone.length; c++) {
          product += alone[c] * together[c];
        }
        assertThat(product).as(texts.get(i)).isBetween(1 - 1e-5, 1 + 1e-5);
      }
    }
  }

  @Test
  void base64AndFewerDimensionsAreTheSameNumbers() throws Exception {
    try (Encoder encoder = encoder(Pooling.LAST)) {
      String body = "{\"input\": \"abc\", \"dimensions\": 5%s}";
      float[] numbers =
          vector(
              encoder
                  .json("/v1/embeddings", body.formatted(""))
                  .get("data")
                  .get(0)
                  .get("embedding"));
      String text =
          encoder
              .json("/v1/embeddings", body.formatted(", \"encoding_format\": \"base64\""))
              .get("data")
              .get(0)
              .get("embedding")
              .stringValue();
      float[] decoded = new float[5];
      ByteBuffer.wrap(Base64.getDecoder().decode(text))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(decoded);
      assertThat(numbers).containsExactly(decoded);
      double squares = 0;
      for (float x : numbers) {
        squares += x * x;
      }
      assertThat(squares).isBetween(1 - 1e-5, 1 + 1e-5);
    }
  }

  @Test
  void documentsAreRankedByTheirScores() throws Exception {
    try (Encoder encoder = encoder(Pooling.RANK)) {
      List<String> documents = List.of("first one", "second", "a third", "and a fourth");
      String body =
          "{\"query\": \"which\", \"documents\": %s, \"top_n\": 3, \"return_documents\": true}"
              .formatted(Json.text(documents));
      JsonNode results = encoder.json("/v1/rerank", body).get("results");
      assertThat(results.size()).isEqualTo(3);
      double last = Double.POSITIVE_INFINITY;
      for (JsonNode result : results.values()) {
        String document = documents.get(result.get("index").intValue());
        assertThat(result.get("document").get("text").stringValue()).isEqualTo(document);
        double score = result.get("relevance_score").doubleValue();
        assertThat(score).isLessThanOrEqualTo(last);
        last = score;
        float alone = encoder.embedder.embed(encoder.embedder.tokens("which", document))[0];
        assertThat(score).isCloseTo(alone, org.assertj.core.data.Offset.offset(1e-4));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/embeddings | {} | input",
        "/v1/embeddings | {\"input\": 5} | input",
        "/v1/embeddings | {\"input\": []} | input",
        "/v1/embeddings | {\"input\": [\"a\", 5]} | input",
        "/v1/embeddings | {\"input\": [1, -7]} | ",
        "/v1/embeddings | {\"input\": \"a\", \"dimensions\": 65} | dimensions",
        "/v1/embeddings | {\"input\": \"a\", \"encoding_format\": \"hex\"} | encoding_format",
        "/v1/rerank | {\"query\": \"a\", \"documents\": [\"b\"]} | "
      })
  void whatIsWrongIsTold(String path, String body, String field) throws Exception {
    try (Encoder encoder = encoder(Pooling.MEAN)) {
      HttpResponse<String> response = encoder.post(path, body);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      JsonNode param = Json.read(response.body()).get("error").get("param");
      assertThat(param == null || param.isNull() ? null : param.stringValue()).isEqualTo(field);
    }
  }

  @Test
  void textsThatDoNotFitAreRefusedAndNothingElseIsAnswered() throws Exception {
    try (Encoder encoder = encoder(Pooling.MEAN)) {
      HttpResponse<String> response =
          encoder.post("/v1/embeddings", "{\"input\": \"%s\"}".formatted("?!".repeat(100)));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("tokens; this model takes at most 128");
      HttpResponse<String> chat = encoder.post("/v1/chat/completions", "{}");
      assertThat(chat.statusCode()).isEqualTo(501);
      assertThat(chat.body()).contains("generates no text").contains("/v1/embeddings");
      assertThat(encoder.json("/tokenize", "{\"content\": \"a\"}").get("tokens").size())
          .isEqualTo(1);
    }
  }

  @Test
  void aModelThatAnswersEmbedsBesideItAndSaysThatItTakesTheMean() throws Exception {
    try (Served served = Served.start(UnaryOperator.identity());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JsonNode first = served.json("/v1/embeddings", "{\"input\": \"fox\"}").get("data").get(0);
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String path = i % 2 == 0 ? "/v1/embeddings" : "/v1/completions";
        String body =
            i % 2 == 0
                ? "{\"input\": \"fox\"}"
                : "{\"prompt\": \"Once\", \"max_tokens\": 8, \"temperature\": 0}";
        answers.add(threads.submit(() -> served.json(path, body)));
      }
      for (int i = 0; i < 8; i += 2) {
        assertThat(answers.get(i).get().get("data").get(0)).isEqualTo(first);
      }
      for (int i = 1; i < 8; i += 2) {
        assertThat(answers.get(i).get().get("choices").get(0).get("text").stringValue())
            .isNotEmpty();
      }
      assertThat(served.log.stream().filter(line -> line.contains("taking the mean")).count())
          .isEqualTo(1);
      assertThat(served.get("/metrics").body()).contains("llamajar_embedded_texts_total 5");
    }
  }
}
