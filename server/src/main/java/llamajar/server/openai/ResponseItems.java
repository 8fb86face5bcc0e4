package llamajar.server.openai;

import java.util.ArrayList;
import java.util.List;
import llamajar.engine.StopReason;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.server.chat.WholeAnswer;
import llamajar.server.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A response of `/v1/responses` and the items in it.
///
/// @param id of the response
/// @param created seconds since 1970
/// @param model its name
record ResponseItems(String id, long created, String model) {

  ObjectNode response(String status, List<ObjectNode> output) {
    ObjectNode response = Json.object().put("id", id).put("object", "response");
    response.put("created_at", created).put("status", status).put("model", model);
    ArrayNode items = response.putArray("output");
    output.forEach(items::add);
    response.putNull("error").putNull("incomplete_details").put("store", false);
    return response;
  }

  /// A complete response.
  ObjectNode complete(WholeAnswer answer, @Nullable StopReason reason, AnswerUsage usage) {
    boolean cut = reason == null || !FinishReason.of(reason).equals("stop");
    ObjectNode response = response(cut ? "incomplete" : "completed", output(answer));
    if (cut) {
      response.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    ObjectNode node = response.putObject("usage");
    node.put("input_tokens", usage.promptTokens());
    node.putObject("input_tokens_details").put("cached_tokens", usage.cachedTokens());
    node.put("output_tokens", usage.tokens());
    node.put("total_tokens", usage.promptTokens() + usage.tokens());
    return response;
  }

  private List<ObjectNode> output(WholeAnswer answer) {
    List<ObjectNode> items = new ArrayList<>();
    if (!answer.thought().isEmpty()) {
      items.add(reasoning(answer.thought()));
    }
    if (!answer.said().isEmpty() || answer.calls().isEmpty()) {
      items.add(message("completed", answer.said()));
    }
    for (WholeAnswer.Call call : answer.calls()) {
      items.add(call("completed", call.id(), call.name(), call.arguments()));
    }
    return items;
  }

  ObjectNode reasoning(String text) {
    ObjectNode item = Json.object().put("type", "reasoning").put("id", "rs_" + id);
    item.putArray("summary");
    item.putArray("content").addObject().put("type", "reasoning_text").put("text", text);
    return item;
  }

  /// @param text null for a message without any content yet
  ObjectNode message(String status, @Nullable String text) {
    ObjectNode item = Json.object().put("type", "message").put("id", messageId());
    item.put("status", status).put("role", "assistant");
    ArrayNode content = item.putArray("content");
    if (text != null) {
      content.add(text(text));
    }
    return item;
  }

  String messageId() {
    return "msg_" + id;
  }

  static ObjectNode text(String text) {
    ObjectNode part = Json.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    return part;
  }

  static ObjectNode call(String status, String callId, String name, String arguments) {
    return Json.object()
        .put("type", "function_call")
        .put("id", "fc_" + callId)
        .put("call_id", callId)
        .put("status", status)
        .put("name", name)
        .put("arguments", arguments);
  }
}
