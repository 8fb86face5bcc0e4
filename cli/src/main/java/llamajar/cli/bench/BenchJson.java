package llamajar.cli.bench;

import java.util.List;
import llamajar.cli.json.JsonText;
import tools.jackson.core.JsonGenerator;

/// A benchmark as a JSON array with an object for each result, with llama-bench's keys where it has
/// them.
final class BenchJson {
  private BenchJson() {}

  static String of(BenchSubject subject, List<BenchResult> results) {
    return JsonText.of(json -> {
      json.writeStartArray();
      results.forEach(result -> write(json, subject, result));
      json.writeEndArray();
    });
  }

  private static void write(JsonGenerator json, BenchSubject subject, BenchResult result) {
    BenchTest test = result.test();
    boolean isPrompt = test.kind() == BenchTest.Kind.PROMPT;
    json.writeStartObject();
    json.writeStringProperty("model_filename", subject.file().toString());
    json.writeStringProperty("model_type", subject.summary().label());
    json.writeNumberProperty("model_size", subject.summary().tensorBytes());
    json.writeNumberProperty("model_n_params", subject.summary().weights());
    json.writeStringProperty("backend", subject.backend());
    json.writeBooleanProperty("simulated", subject.simulated());
    json.writeNumberProperty("n_threads", result.threads());
    json.writeStringProperty("test", test.label());
    json.writeNumberProperty("n_prompt", isPrompt ? test.tokens() : 0);
    json.writeNumberProperty("n_gen", isPrompt ? 0 : test.tokens());
    json.writeNumberProperty("avg_ts", result.mean());
    json.writeNumberProperty("stddev_ts", result.deviation());
    json.writeName("samples_ts");
    json.writeStartArray();
    for (double speed : result.speeds()) {
      json.writeNumber(speed);
    }
    json.writeEndArray();
    if (isPrompt) {
      json.writeNumberProperty("matrix_peak", result.limit());
      json.writeNumberProperty("share_of_matrix_peak", result.share());
    } else {
      json.writeNumberProperty("memory_bandwidth", result.limit());
      json.writeNumberProperty("share_of_memory_bandwidth", result.share());
    }
    json.writeName("kernels");
    json.writeStartObject();
    subject.kernels().forEach((type, kernel) -> json.writeStringProperty(type.name(), kernel));
    json.writeEndObject();
    json.writeEndObject();
  }
}
