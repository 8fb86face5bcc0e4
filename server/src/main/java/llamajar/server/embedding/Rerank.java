package llamajar.server.embedding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import llamajar.engine.Embedder;
import llamajar.engine.architecture.Pooling;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.PatientJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/rerank`: how well documents answer a query, best first. Scores are those of the
/// model's head as they are; only their order means something across models.
public final class Rerank {
  private static final int MOST_DOCUMENTS = 2048;
  private static final int AT_A_TIME = 16;

  private final EmbeddingModel model;

  /// @param index among the documents of the request
  private record Scored(int index, String text, float score) {}

  /// Scores of a model.
  public Rerank(EmbeddingModel model) {
    this.model = model;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws ApiException, IOException, InterruptedException {
    Fields fields = Fields.of(exchange.body());
    Embedder embedder = model.embedder();
    if (embedder.pooling() != Pooling.RANK) {
      throw ApiException.of(
          400, "this model makes embeddings and scores no documents; open a ranking model");
    }
    String query = fields.requiredText("query");
    List<String> documents = documents(fields);
    int top = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.size());
    boolean shown = fields.flag("return_documents", false);
    PatientJson response = new PatientJson(exchange);
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      pairs.add(pair(embedder, query, documents.get(i), i));
    }
    List<Scored> scores = new ArrayList<>();
    try (EmbeddingModel.Place _ = model.enter()) {
      for (int from = 0; from < pairs.size(); from += AT_A_TIME) {
        List<int[]> some = pairs.subList(from, Math.min(from + AT_A_TIME, pairs.size()));
        for (float[] score : model.vectors(some)) {
          int index = scores.size();
          scores.add(new Scored(index, documents.get(index), score[0]));
        }
        response.goOn(System.nanoTime());
      }
    }
    scores.sort(Comparator.comparingDouble((Scored each) -> -each.score));
    response.send(node(scores.subList(0, Math.min(top, scores.size())), pairs, shown));
  }

  private static List<String> documents(Fields fields) throws ApiException {
    List<String> documents = new ArrayList<>();
    for (JsonNode document : fields.list("documents")) {
      JsonNode text = document.isObject() ? document.get("text") : document;
      if (text == null || !text.isString()) {
        throw fields.wrong("documents", "an array of strings, or of objects with a 'text'");
      }
      documents.add(text.stringValue());
    }
    if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS) {
      throw fields.wrong("documents", "an array of 1 to %d documents".formatted(MOST_DOCUMENTS));
    }
    return documents;
  }

  private static int[] pair(Embedder embedder, String query, String document, int index)
      throws ApiException {
    int[] pair;
    try {
      pair = embedder.tokens(query, document);
    } catch (IOException e) {
      throw ApiException.of(501, String.valueOf(e.getMessage()));
    }
    if (pair.length > embedder.contextLength()) {
      throw ApiException.badField(
          "documents",
          "document %d has with the query %d tokens; this model takes at most %d"
              .formatted(index, pair.length, embedder.contextLength()));
    }
    return pair;
  }

  private ObjectNode node(List<Scored> scores, List<int[]> pairs, boolean shown) {
    ObjectNode node = Json.object().put("object", "list").put("model", model.name());
    ArrayNode results = node.putArray("results");
    for (Scored each : scores) {
      ObjectNode entry = results.addObject().put("index", each.index);
      entry.put("relevance_score", each.score);
      if (shown) {
        entry.putObject("document").put("text", each.text);
      }
    }
    int count = pairs.stream().mapToInt(pair -> pair.length).sum();
    node.putObject("usage").put("prompt_tokens", count).put("total_tokens", count);
    return node;
  }
}
