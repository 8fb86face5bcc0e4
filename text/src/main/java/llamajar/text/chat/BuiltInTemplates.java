package llamajar.text.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Templates by name, for models whose files have none.
public final class BuiltInTemplates {
  private static final List<String> NAMES =
      List.of(
          "chatml",
          "llama2",
          "llama3",
          "llama4",
          "mistral",
          "gemma",
          "phi3",
          "phi4",
          "zephyr",
          "vicuna",
          "alpaca",
          "deepseek",
          "command-r");

  private BuiltInTemplates() {}

  /// All names.
  public static List<String> names() {
    return NAMES;
  }

  /// The text of a template, or empty if there is none of that name.
  public static Optional<String> source(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    try (InputStream resource = BuiltInTemplates.class.getResourceAsStream(name + ".jinja")) {
      if (resource == null) {
        throw new IllegalStateException(
            "the template %s is not part of this build".formatted(name));
      }
      return Optional.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
