package llamajar.text.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import llamajar.text.template.guard.TemplateException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Templates with what Jinja2 3.1.6 makes of them: `expected` text, the message `raised`, or that
/// it `fails`.
class JinjaCasesTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 3, 9, 14, 5, 6, 0, ZoneOffset.UTC);

  private static final Map<String, ?> VARIABLES =
      Json.map(
          Json.tree(
              """
              {"u": [{"n": "Bob", "a": 25, "t": ["x", "y"]},
                     {"n": "alice", "a": 31, "t": []},
                     {"n": "Carol", "a": 25, "t": ["z"]}],
               "s": "  Hello, Wörld 😀\\n",
               "d": {"b": 2, "a": [1, null, true], "c": {"k": 1.5}},
               "e": [], "f": 1.5, "z": null, "big": 12345678901234567890123}
              """));

  @Test
  void templatesPrintWhatJinjaPrints() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    List<JsonNode> cases = cases();
    assertThat(cases).hasSizeGreaterThan(200);
    for (JsonNode one : cases) {
      String template = one.get("template").stringValue();
      String outcome = outcome(template);
      if (one.has("expected")) {
        softly.assertThat(outcome).as(template).isEqualTo(one.get("expected").stringValue());
      } else if (one.has("raised")) {
        softly
            .assertThat(outcome)
            .as(template)
            .isEqualTo("RAISED " + one.get("raised").stringValue());
      } else {
        softly.assertThat(outcome).as(template).startsWith("FAILED line ");
      }
    }
    softly.assertAll();
  }

  private static String outcome(String template) {
    try {
      return Template.parse(template).render(VARIABLES, TIME);
    } catch (TemplateException e) {
      return e.kind() == TemplateException.Kind.RAISED
          ? "RAISED " + e.reason()
          : "FAILED " + e.getMessage();
    }
  }

  private static List<JsonNode> cases() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    JinjaCasesTest.class.getResourceAsStream("jinja2-cases.jsonl")),
                StandardCharsets.UTF_8))) {
      return reader.lines().map(Json::tree).toList();
    }
  }
}
