package llamajar.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.testkit.SharedData;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Templates of real models, and features of the language, against what real Jinja2 made of them.
class GoldenTemplatesTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 3, 9, 14, 5, 6, 0, ZoneOffset.UTC);

  @Test
  void modelsTemplatesRenderConversationsAsElsewhere() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    try (var folders = Files.list(find("golden/templates"))) {
      List<Path> templates = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(templates).isNotEmpty();
      for (Path folder : templates) {
        Template template = Template.parse(Files.readString(folder.resolve("template.jinja")));
        for (JsonNode golden : Json.lines(folder.resolve("cases.jsonl"))) {
          String name = folder.getFileName() + " " + golden.get("name").stringValue();
          check(name, golden, () -> template.render(conversation(golden), TIME), softly);
        }
      }
    }
    softly.assertAll();
  }

  @Test
  void languageFeaturesRenderAsElsewhere() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode golden : Json.lines(find("golden/jinja-engine").resolve("cases.jsonl"))) {
      String source = golden.get("template").stringValue();
      Map<String, @Nullable Object> variables = Json.map(golden.get("vars"));
      check(source, golden, () -> Template.parse(source).render(variables, TIME), softly);
    }
    softly.assertAll();
  }

  private static Map<String, @Nullable Object> conversation(JsonNode golden) {
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("messages", Json.plain(golden.get("messages")));
    if (!golden.get("tools").isNull()) {
      variables.put("tools", Json.plain(golden.get("tools")));
    }
    variables.put("add_generation_prompt", golden.get("add_generation_prompt").booleanValue());
    variables.put("bos_token", golden.get("bos_token").stringValue());
    variables.put("eos_token", golden.get("eos_token").stringValue());
    variables.putAll(Json.map(golden.get("kwargs")));
    return variables;
  }

  @FunctionalInterface
  private interface Rendering {
    String text();
  }

  private static void check(
      String name, JsonNode golden, Rendering rendering, SoftAssertions softly) {
    String text = null;
    TemplateException failure = null;
    try {
      text = rendering.text();
    } catch (TemplateException e) {
      failure = e;
    }
    if (golden.has("expected_lenient")) {
      softly.assertThat(text).as(name).isEqualTo(golden.get("expected_lenient").stringValue());
    } else if (golden.has("expected")) {
      softly.assertThat(text).as(name).isEqualTo(golden.get("expected").stringValue());
    } else if (golden.get("error").get("kind").stringValue().equals("raised")) {
      String message = golden.get("error").get("message").stringValue();
      softly.assertThat(failure).as(name).isNotNull();
      if (failure != null) {
        softly.assertThat(failure.kind()).as(name).isEqualTo(Kind.RAISED);
        softly.assertThat(failure.reason()).as(name).isEqualTo(message);
      }
    } else if (golden.has("template")) {
      softly.assertThat(failure).as(name).isNotNull();
    }
  }

  private static Path find(String path) {
    Optional<Path> found = SharedData.find(path);
    assumeTrue(found.isPresent(), path + " is not there");
    return found.get();
  }
}
