package llamajar.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateCommandTest {
  @TempDir private Path folder;

  @Test
  void showsTheModelsTemplate() {
    assertThat(Outcome.of("template").out()).contains("<|im_start|>").endsWith("{% endif %}\n");
    assertThat(Outcome.of("template", "--chat-template", "gemma").out())
        .contains("<start_of_turn>");
  }

  @Test
  void rendersLineByLine() throws IOException {
    String template =
        file(
            "t.jinja",
            "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}{% endfor %}"
                + "{% if tools %}{{ tools | tojson }}{% endif %}{{ x }}{{ strftime_now('%Y') }}");
    Outcome outcome =
        Outcome.withInput(
            """
            {"messages": [{"role": "user", "content": "é\\n"}], "bos_token": "<s>", "kwargs": {"x": 5}}

            {"messages": [], "tools": [{"n": 12345678901234567890}], "time": "1999-01-02T03:04:05"}
            """,
            "template",
            "--template-file",
            template,
            "--jsonl",
            "--time",
            "2025-03-09T14:05:06");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .containsExactly(
            "{\"text\":\"<s>user: é\\n52025\"}",
            "{\"text\":\"[{\\\"n\\\": 12345678901234567890}]1999\"}");
  }

  @Test
  void takesLinesFromAFileAndTokensFromTheModel() throws IOException {
    String lines =
        file(
            "lines.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"add_generation_prompt\": true}\n");
    Outcome outcome = Outcome.of("template", "--jsonl", lines);

    assertThat(outcome.out())
        .isEqualTo("{\"text\":\"<|im_start|>user\\nHi<|im_end|>\\n<|im_start|>assistant\\n\"}\n");
  }

  @Test
  void failuresOfTheTemplateAreAnswers() throws IOException {
    String template = file("t.jinja", "\n{{ raise_exception('no') if a else b.c }}");
    Outcome outcome =
        Outcome.withInput(
            "{\"kwargs\": {\"a\": true}}\n{}\n",
            "template",
            "--template-file",
            template,
            "--jsonl");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .isEqualTo("{\"error\":\"no\"}\n{\"error\":\"line 2: 'b' is undefined\"}\n");
  }

  @Test
  void aBadLineOrTemplateEndsIt() throws IOException {
    String template = file("t.jinja", "x");
    Outcome bad =
        Outcome.withInput("{}\n[1]\n", "template", "--template-file", template, "--jsonl");
    Outcome broken =
        Outcome.withInput(
            "{}\n", "template", "--template-file", file("b.jinja", "{{ 'a }}"), "--jsonl");

    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.err()).contains("standard input, line 2").contains("an object was expected");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("b.jinja: line 1: a string does not end");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
