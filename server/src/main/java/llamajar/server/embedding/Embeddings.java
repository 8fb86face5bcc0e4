package llamajar.server.embedding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import llamajar.engine.Embedder;
import llamajar.engine.architecture.Pooling;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.PatientJson;
import llamajar.server.model.TokenLists;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/embeddings`: vectors of length 1.
public final class Embeddings {
  private static final int MOST_TEXTS = 2048;
  private static final int AT_A_TIME = 16;

  private final EmbeddingModel model;

  /// Embeddings of a model.
  public Embeddings(EmbeddingModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    Fields fields = Fields.of(exchange.body());
    boolean base64 = isBase64(fields);
    Embedder embedder = model.embedder();
    requirePooled(embedder.pooling());
    int width = fields.integer("dimensions", 1, embedder.width()).orElse(embedder.width());
    List<int[]> texts = texts(fields, embedder);
    PatientJson response = new PatientJson(exchange);
    ObjectNode node = Json.object().put("object", "list");
    ArrayNode data = node.putArray("data");
    try (EmbeddingModel.Place _ = model.enter()) {
      for (int from = 0; from < texts.size(); from += AT_A_TIME) {
        List<int[]> some = texts.subList(from, Math.min(from + AT_A_TIME, texts.size()));
        for (float[] vector : model.vectors(some)) {
          float[] unit = Embedder.normalized(Arrays.copyOf(vector, width));
          ObjectNode entry = data.addObject().put("object", "embedding");
          entry.put("index", data.size() - 1);
          write(unit, base64, entry);
        }
        response.goOn(System.nanoTime());
      }
    }
    node.put("model", model.name());
    int count = texts.stream().mapToInt(text -> text.length).sum();
    node.putObject("usage").put("prompt_tokens", count).put("total_tokens", count);
    response.send(node);
  }

  private static boolean isBase64(Fields fields) throws ApiException {
    String format = fields.text("encoding_format").orElse("float");
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw fields.wrong("encoding_format", "float or base64");
    };
  }

  private static void requirePooled(Pooling pooling) throws ApiException {
    if (pooling == Pooling.RANK) {
      throw ApiException.of(
          400, "this model scores documents and makes no embeddings; use /v1/rerank");
    }
    if (pooling == Pooling.NONE) {
      throw ApiException.of(
          400,
          "this model pools nothing, so that a text has no single vector; open it with another pooling");
    }
  }

  private static List<int[]> texts(Fields fields, Embedder embedder) throws ApiException {
    JsonNode input = fields.find("input");
    if (input == null) {
      throw ApiException.badField("input", "'input' is missing");
    }
    List<JsonNode> nodes = new ArrayList<>();
    if (input.isString() || TokenLists.isTokens(input)) {
      nodes.add(input);
    } else if (input.isArray()) {
      nodes.addAll(input.values());
    }
    if (nodes.isEmpty() || nodes.size() > MOST_TEXTS) {
      throw fields.wrong(
          "input",
          "a string, an array of tokens, or an array of 1 to %d of these".formatted(MOST_TEXTS));
    }
    List<int[]> texts = new ArrayList<>();
    for (JsonNode node : nodes) {
      texts.add(tokens(node, fields, embedder));
    }
    return texts;
  }

  private static int[] tokens(JsonNode node, Fields fields, Embedder embedder) throws ApiException {
    if (!node.isString() && !TokenLists.isTokens(node)) {
      throw fields.wrong("input", "a string, an array of tokens, or an array of these");
    }
    int[] tokens = node.isString() ? tokens(embedder, node.stringValue()) : TokenLists.tokens(node);
    if (tokens.length == 0) {
      throw ApiException.badField(
          "input", "'input' has an empty text, and this model adds no tokens to it");
    }
    if (tokens.length > embedder.contextLength()) {
      throw ApiException.badField(
          "input",
          "'input' has a text of %d tokens; this model takes at most %d"
              .formatted(tokens.length, embedder.contextLength()));
    }
    return tokens;
  }

  private static int[] tokens(Embedder embedder, String text) throws ApiException {
    try {
      return embedder.tokens(text);
    } catch (IOException e) {
      throw ApiException.of(501, String.valueOf(e.getMessage()));
    }
  }

  private static void write(float[] vector, boolean base64, ObjectNode entry) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      entry.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
    } else {
      ArrayNode list = entry.putArray("embedding");
      for (float x : vector) {
        list.add(x);
      }
    }
  }
}
