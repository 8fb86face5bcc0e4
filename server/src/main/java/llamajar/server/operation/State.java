package llamajar.server.operation;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.engine.scheduler.SchedulerStatus;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;
import llamajar.server.json.Json;
import llamajar.server.model.ServedModel;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /slots` and `GET /props`.
public final class State {
  private static final int PATIENCE_SECONDS = 10;

  private final ServedModel model;
  private final String version;
  private final boolean converses;

  /// The state of a model's scheduler.
  ///
  /// @param version of the program
  /// @param converses whether the model has a chat template
  public State(ServedModel model, String version, boolean converses) {
    this.model = model;
    this.version = version;
    this.converses = converses;
  }

  /// The answers that are computed, one slot each, and the free slots.
  public void slots(Exchange exchange) throws ApiException, IOException, InterruptedException {
    Scheduler scheduler = model.scheduler();
    ArrayNode slots = Json.array();
    for (SchedulerStatus.RunningAnswer answer : status().running()) {
      ObjectNode slot = slots.addObject().put("id", slots.size());
      slot.put("n_ctx", scheduler.contextLength()).put("is_processing", true);
      slot.put("n_prompt_tokens", answer.promptTokens());
      slot.put("n_past", answer.readTokens()).put("n_decoded", answer.tokens());
    }
    while (slots.size() < scheduler.options().parallel()) {
      slots
          .addObject()
          .put("id", slots.size())
          .put("n_ctx", scheduler.contextLength())
          .put("is_processing", false);
    }
    exchange.json(200, Json.bytes(slots));
  }

  private SchedulerStatus status() throws ApiException, InterruptedException {
    try {
      return model.scheduler().status().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (BusyException e) {
      throw ApiException.of(503, String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      throw ApiException.of(500, String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw ApiException.busy("the model is busy with one step; try again later", 1);
    }
  }

  /// How the server was started, as far as clients need it. Nothing of the file system.
  public void props(Exchange exchange) throws IOException {
    SchedulerOptions options = model.scheduler().options();
    ObjectNode response = Json.object();
    response.put("build_info", "llamajar " + version);
    response.put("model_alias", model.name());
    response.put("has_chat_template", converses);
    response.put("total_slots", options.parallel());
    response.put("deterministic", options.deterministic());
    ObjectNode settings = response.putObject("default_generation_settings");
    settings.put("n_ctx", model.scheduler().contextLength());
    settings
        .putObject("params")
        .put("temperature", model.sampling().temperature())
        .put("top_k", model.sampling().topK())
        .put("top_p", model.sampling().topP())
        .put("min_p", model.sampling().minP());
    ObjectNode modalities = response.putObject("modalities");
    modalities.put("vision", false).put("audio", false);
    exchange.json(200, Json.bytes(response));
  }
}
