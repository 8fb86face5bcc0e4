package llamajar.server.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerKind;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.SamplerSettingsBuilder;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.text.tokenizer.Tokenizer;
import tools.jackson.databind.JsonNode;

/// How to sample, as requests of all interfaces say it: the names are those of OpenAI's interface
/// where it has one, and llama.cpp's for the rest.
public final class SamplingFields {
  private static final int MOST_STOPS = 64;

  private SamplingFields() {}

  /// What a request asks for, and for the rest what the server was started with.
  public static SamplerSettings settings(
      Fields fields, SamplerSettings defaults, Tokenizer tokenizer) throws ApiException {
    SamplerSettingsBuilder builder = defaults.toBuilder();
    number(fields, "temperature", builder::temperature);
    number(fields, "dynatemp_range", builder::dynatempRange);
    number(fields, "dynatemp_exponent", builder::dynatempExponent);
    integer(fields, "top_k", builder::topK);
    number(fields, "top_p", builder::topP);
    number(fields, "min_p", builder::minP);
    number(fields, "typical_p", builder::typicalP);
    number(fields, "top_n_sigma", builder::topNSigma);
    number(fields, "xtc_probability", builder::xtcProbability);
    number(fields, "xtc_threshold", builder::xtcThreshold);
    integer(fields, "repeat_last_n", builder::repeatLastN);
    number(fields, "repeat_penalty", builder::repeatPenalty);
    number(fields, "frequency_penalty", builder::frequencyPenalty);
    number(fields, "presence_penalty", builder::presencePenalty);
    number(fields, "dry_multiplier", builder::dryMultiplier);
    number(fields, "dry_base", builder::dryBase);
    integer(fields, "dry_allowed_length", builder::dryAllowedLength);
    integer(fields, "dry_penalty_last_n", builder::dryLastN);
    integer(fields, "mirostat", builder::mirostat);
    number(fields, "mirostat_tau", builder::mirostatTau);
    number(fields, "mirostat_eta", builder::mirostatEta);
    integer(fields, "min_keep", builder::minKeep);
    if (fields.has("dry_sequence_breakers")) {
      builder.dryBreakers(fields.texts("dry_sequence_breakers"));
    }
    OptionalLong seed = fields.longInteger("seed");
    if (seed.isPresent() && seed.getAsLong() >= 0) {
      builder.seed(seed.getAsLong());
    }
    if (fields.has("samplers")) {
      builder.order(order(fields));
    }
    if (fields.has("logit_bias")) {
      builder.logitBias(logitBias(fields, tokenizer));
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String field = message.split("[^a-z_]", 2)[0];
      throw fields.has(field)
          ? ApiException.badField(fields.path(field), message)
          : ApiException.of(400, message);
    }
  }

  /// When to stop.
  ///
  /// @param maxTokens most tokens; -1: no limit but the context
  public static GenerationOptions options(Fields fields, int maxTokens, boolean renderSpecial)
      throws ApiException {
    List<String> stops = fields.texts("stop");
    if (stops.contains("") || stops.size() > MOST_STOPS) {
      throw fields.wrong(
          "stop", "a string or at most %d strings, none of them empty".formatted(MOST_STOPS));
    }
    return new GenerationOptions(maxTokens, stops, fields.flag("ignore_eos", false), renderSpecial);
  }

  private static List<SamplerKind> order(Fields fields) throws ApiException {
    try {
      return SamplerKind.parseNames(String.join(";", fields.texts("samplers")));
    } catch (IllegalArgumentException e) {
      throw ApiException.badField("samplers", String.valueOf(e.getMessage()));
    }
  }

  /// `{"15043": 1.5}`, `[[15043, 1.5]]`, with `false` for "never" and texts for all of their
  /// tokens.
  private static Map<Integer, Double> logitBias(Fields fields, Tokenizer tokenizer)
      throws ApiException {
    JsonNode node = fields.find("logit_bias");
    Map<Integer, Double> bias = new HashMap<>();
    if (node == null) {
      return bias;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        try {
          bias.put(Integer.parseInt(entry.getKey()), bias(entry.getValue(), fields));
        } catch (NumberFormatException e) {
          throw wrongBias(fields);
        }
      }
      return bias;
    }
    for (JsonNode pair : fields.list("logit_bias")) {
      if (!pair.isArray() || pair.size() != 2) {
        throw wrongBias(fields);
      }
      JsonNode token = pair.get(0);
      if (token.isString()) {
        for (int id : tokenizer.encode(token.stringValue(), false, true)) {
          bias.put(id, bias(pair.get(1), fields));
        }
      } else if (token.isIntegralNumber() && token.canConvertToInt()) {
        bias.put(token.intValue(), bias(pair.get(1), fields));
      } else {
        throw wrongBias(fields);
      }
    }
    return bias;
  }

  private static double bias(JsonNode node, Fields fields) throws ApiException {
    if (node.isBoolean() && !node.booleanValue()) {
      return Double.NEGATIVE_INFINITY;
    }
    if (!node.isNumber()) {
      throw wrongBias(fields);
    }
    // OpenAI's interface calls this a ban.
    return node.doubleValue() <= -100 ? Double.NEGATIVE_INFINITY : node.doubleValue();
  }

  private static ApiException wrongBias(Fields fields) {
    return fields.wrong("logit_bias", "an object of token ids and numbers");
  }

  private static void number(Fields fields, String name, DoubleConsumer target)
      throws ApiException {
    OptionalDouble value = fields.number(name);
    value.ifPresent(target);
  }

  private static void integer(Fields fields, String name, IntConsumer target) throws ApiException {
    OptionalInt value = fields.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    value.ifPresent(target);
  }
}
