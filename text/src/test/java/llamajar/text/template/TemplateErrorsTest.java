package llamajar.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.stream.IntStream;
import llamajar.text.template.guard.TemplateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateErrorsTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a\\n{{ x.y.z }}|line 2: 'x' is undefined",
        "a\\n\\n{{ none + 1 }}|line 3: unsupported operand type(s) for +: 'NoneType' and 'int'",
        "{% if 1 %}\\n{% for a in [1] %}\\n{{ a.b.c }}{% endfor %}{% endif %}|line 3: 'int object' has no attribute 'b'",
        "\\n{{ raise_exception('no') }}|line 2: no",
        "\\n{% if 1 %}|line 2: the template ends, but 'if' is still open",
        "\\n{{ 1 is nope }}|line 2: there is no test 'nope'",
        "{% foo %}|line 1: there is no tag 'foo'",
        "{{ 'a }}|line 1: a string does not end",
        "{% macro m() %}\\n{{ x.y }}{% endmacro %}\\n\\n{{ m() }}|line 2: 'x' is undefined"
      })
  void sayWhereAndWhy(String template, String message) {
    assertThatThrownBy(() -> Template.parse(template.replace("\\n", "\n")).render(Map.of(), TIME))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @Test
  void aTemplateRendersTheSameFromManyThreads() {
    Template template =
        Template.parse("{% for i in range(50) %}{{ i * n }},{% endfor %}{{ [n]|tojson }}");
    String expected = template.render(Map.of("n", 3), TIME);

    assertThat(
            IntStream.range(0, 200).parallel().mapToObj(i -> template.render(Map.of("n", 3), TIME)))
        .allMatch(expected::equals);
  }

  @Test
  void onlyPlainValuesAreTaken() {
    Template template = Template.parse("{{ x }}");

    assertThatThrownBy(() -> template.render(Map.of("x", new Object()), TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }
}
