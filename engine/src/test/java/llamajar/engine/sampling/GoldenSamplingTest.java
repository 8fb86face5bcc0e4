package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.engine.sampling.Stages.Left;
import llamajar.testkit.SharedData;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chains of stages against cases whose results are known.
final class GoldenSamplingTest {

  @Test
  void everyChainLeavesTheExpectedCandidates() throws IOException {
    Optional<Path> file = SharedData.find("golden/sampling/cases.jsonl");
    assumeTrue(file.isPresent(), "golden/sampling is not there");
    JsonMapper mapper = new JsonMapper();
    List<String> cases = Files.readAllLines(file.get());
    assertThat(cases).hasSizeGreaterThan(100);
    SoftAssertions softly = new SoftAssertions();
    for (String line : cases) {
      check(mapper.readTree(line), softly);
    }
    softly.assertAll();
  }

  private static void check(JsonNode golden, SoftAssertions softly) {
    String name = golden.get("name").asString();
    List<SamplerStage> chain = new ArrayList<>();
    golden.get("chain").forEach(stage -> chain.add(stage(stage)));
    JsonNode logitNodes = golden.get("logits");
    float[] logits = new float[logitNodes.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) logitNodes.get(i).asDouble();
    }
    List<Left> left =
        Stages.apply(
            logits, ints(golden.get("history")), chain.toArray(new SamplerStage[chain.size()]));
    List<Integer> expectedIds = new ArrayList<>();
    golden.get("expected").forEach(node -> expectedIds.add(node.get("id").asInt()));
    softly.assertThat(Stages.ids(left)).as(name).isEqualTo(expectedIds);
    for (int i = 0; i < Math.min(left.size(), expectedIds.size()); i++) {
      JsonNode expected = golden.get("expected").get(i);
      softly
          .assertThat((double) left.get(i).logit())
          .as("%s: logit of rank %d", name, i)
          .isCloseTo(expected.get("logit").asDouble(), within(1e-4));
      softly
          .assertThat((double) left.get(i).probability())
          .as("%s: probability of rank %d", name, i)
          .isCloseTo(expected.get("prob").asDouble(), within(1e-5));
    }
  }

  private static SamplerStage stage(JsonNode node) {
    int minKeep = node.path("min_keep").asInt(0);
    String type = node.get("type").asString();
    return switch (type) {
      case "logit_bias" -> new LogitBias(biases(node.get("bias")));
      case "penalties" ->
          new Penalties(
              node.get("last_n").asInt(),
              node.get("repeat").asDouble(),
              node.get("frequency").asDouble(),
              node.get("presence").asDouble());
      case "dry" -> dry(node);
      case "top_n_sigma" -> new TopNSigma(node.get("n").asDouble(), minKeep);
      case "top_k" -> new TopK(node.get("k").asInt(), minKeep);
      case "typical" -> new Typical(node.get("p").asDouble(), minKeep);
      case "top_p" -> new TopP(node.get("p").asDouble(), minKeep);
      case "min_p" -> new MinP(node.get("p").asDouble(), minKeep);
      case "xtc" ->
          new Xtc(node.get("probability").asDouble(), node.get("threshold").asDouble(), minKeep);
      case "temperature" ->
          new Temperature(
              node.get("t").asDouble(),
              node.path("dynatemp_range").asDouble(0),
              node.path("dynatemp_exponent").asDouble(1));
      default -> throw new IllegalArgumentException("no stage is called " + type);
    };
  }

  private static SamplerStage dry(JsonNode node) {
    List<int[]> breakers = new ArrayList<>();
    node.get("breakers").forEach(sequence -> breakers.add(ints(sequence)));
    int context = node.get("ctx").asInt();
    int lastN = node.get("last_n").asInt();
    return new Dry(
        node.get("multiplier").asDouble(),
        node.get("base").asDouble(),
        node.get("allowed_length").asInt(),
        lastN < 0 ? context : Math.min(lastN, context),
        DryBreakers.ofSequences(breakers));
  }

  /// Several biases of one token add up.
  private static Map<Integer, Double> biases(JsonNode pairs) {
    Map<Integer, Double> biases = new HashMap<>();
    pairs.forEach(pair -> biases.merge(pair.get(0).asInt(), pair.get(1).asDouble(), Double::sum));
    return biases;
  }

  private static int[] ints(JsonNode node) {
    int[] ints = new int[node.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = node.get(i).asInt();
    }
    return ints;
  }
}
