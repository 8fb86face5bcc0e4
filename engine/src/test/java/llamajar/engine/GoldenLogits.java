package llamajar.engine;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reading golden files, running models on their tokens, and the measure of error.
final class GoldenLogits {
  private static final JsonMapper JSON = new JsonMapper();

  private GoldenLogits() {}

  static JsonNode json(Path path) throws IOException {
    return JSON.readTree(Files.readAllBytes(path));
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  static float[] floats(Path path) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /// `‖actual − expected‖ / ‖expected‖`.
  static double relativeError(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(actual.length + " and " + expected.length);
    }
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = (double) actual[i] - expected[i];
      difference += d * d;
      size += (double) expected[i] * expected[i];
    }
    return Math.sqrt(difference / size);
  }

  /// Logits after the tokens at the given positions, row after row.
  static float[] run(LlamaModel model, int[] tokens, int[] positions, boolean oneAtATime)
      throws Exception {
    int width = model.vocabularySize();
    float[] rows = new float[positions.length * width];
    try (Session session = model.newSession()) {
      Session.LogitsListener keep =
          (position, logits) -> {
            int row = Arrays.binarySearch(positions, position);
            for (int i = 0; i < width; i++) {
              rows[row * width + i] = logits.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
          };
      if (oneAtATime) {
        for (int token : tokens) {
          read(session, new int[] {token}, positions, keep);
        }
      } else {
        read(session, tokens, positions, keep);
      }
    }
    return rows;
  }

  /// The most probable token after the prompt and after each of the tokens that follow it.
  static int[] best(LlamaModel model, int[] prompt, int[] following) throws Exception {
    int[] tokens = Arrays.copyOf(prompt, prompt.length + following.length - 1);
    System.arraycopy(following, 0, tokens, prompt.length, following.length - 1);
    int[] positions = IntStream.range(prompt.length - 1, tokens.length).toArray();
    float[] rows = run(model, tokens, positions, true);
    int width = model.vocabularySize();
    int[] best = new int[following.length];
    for (int i = 0; i < best.length; i++) {
      for (int token = 1; token < width; token++) {
        if (rows[i * width + token] > rows[i * width + best[i]]) {
          best[i] = token;
        }
      }
    }
    return best;
  }

  /// The most probable token again and again.
  static int[] greedy(LlamaModel model, int[] prompt, int count) throws Exception {
    int[] made = new int[count];
    try (Session session = model.newSession()) {
      int[] next = prompt;
      for (int i = 0; i < count; i++) {
        int at = i;
        int last = session.length() + next.length - 1;
        session.read(
            next,
            position -> position == last,
            (position, logits) -> {
              int best = 0;
              for (int token = 1; token < model.vocabularySize(); token++) {
                if (logits.getAtIndex(ValueLayout.JAVA_FLOAT, token)
                    > logits.getAtIndex(ValueLayout.JAVA_FLOAT, best)) {
                  best = token;
                }
              }
              made[at] = best;
            },
            Session.GO_ON);
        next = new int[] {made[i]};
      }
    }
    return made;
  }

  private static void read(
      Session session, int[] tokens, int[] positions, Session.LogitsListener keep)
      throws ContextFullException {
    session.read(
        tokens, position -> Arrays.binarySearch(positions, position) >= 0, keep, Session.GO_ON);
  }
}
