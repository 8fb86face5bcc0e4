package llamajar.cli.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrammarCommandTest {
  @TempDir private Path folder;

  @Test
  void saysForEachLineHowItStands() throws IOException {
    Path grammar = Files.writeString(folder.resolve("g.gbnf"), "root ::= \"a\" [é]+");
    String input =
        """
        {"text":"aé"}
        {"text":"a"}\r

        {"text":"b","more":1}
        {"text":"\\ud800"}\
        """;

    Outcome outcome =
        Outcome.withInput(input, "grammar", "--grammar-file", grammar.toString(), "--jsonl");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines())
        .containsExactly(
            "{\"accepts\":\"full\"}",
            "{\"accepts\":\"prefix\"}",
            "{\"accepts\":\"reject\"}",
            "{\"accepts\":\"reject\"}");
  }

  @Test
  void takesAJsonSchema() throws IOException {
    Path schema =
        Files.writeString(folder.resolve("s.json"), "{\"type\":\"integer\",\"minimum\":5}");
    String input = "{\"text\":\"5\"}\n{\"text\":\"4\"}";

    Outcome outcome =
        Outcome.withInput(input, "grammar", "--json-schema-file", schema.toString(), "--jsonl");

    assertThat(outcome.out()).isEqualTo("{\"accepts\":\"full\"}\n{\"accepts\":\"prefix\"}\n");
  }

  @Test
  void whatCannotBeUsedIsOneLine() throws IOException {
    Path grammar = Files.writeString(folder.resolve("g.gbnf"), "root ::= root \"a\" | \"b\"");
    Outcome recursive =
        Outcome.withInput("", "grammar", "--grammar-file", grammar.toString(), "--jsonl");
    assertThat(recursive.exitCode()).isEqualTo(1);
    assertThat(recursive.err()).contains("g.gbnf: ").contains("begins with itself").hasLineCount(1);

    Path schema = Files.writeString(folder.resolve("s.json"), "{\"not\":{}}");
    Outcome unsupported =
        Outcome.withInput("", "grammar", "--json-schema-file", schema.toString(), "--jsonl");
    assertThat(unsupported.exitCode()).isEqualTo(1);
    assertThat(unsupported.err()).contains("#/not").hasLineCount(1);

    assertThat(Outcome.withInput("", "grammar", "--jsonl").exitCode()).isEqualTo(2);
    assertThat(Outcome.withInput("", "grammar", "-j", "{", "--jsonl").exitCode()).isEqualTo(2);
    assertThat(Outcome.withInput("", "grammar", "-j", "{}", "--grammar", "x").err())
        .contains("give one of them");
    assertThat(Outcome.withInput("{}", "grammar", "-j", "{}", "--jsonl").err())
        .contains("standard input, line 1");
  }

  @Test
  void runHoldsTheTextToIt() {
    Outcome outcome =
        Outcome.of(
            "-p",
            "Name an animal:",
            "--no-display-prompt",
            "-s",
            "1",
            "-j",
            "{\"properties\":{\"animal\":{\"enum\":[\"fox\",\"owl\"]},\"legs\":{\"type\":\"integer\",\"maximum\":8,\"minimum\":0}},\"required\":[\"animal\",\"legs\"]}");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().replaceAll("\\s", ""))
        .matches("\\{\"animal\":\"(fox|owl)\",\"legs\":[0-8]}");
  }
}
