package llamajar.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import llamajar.text.template.guard.RenderLimits;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Templates that want to hang, exhaust memory or the stack, or break out.
class HostileTemplatesTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final RenderLimits SMALL = new RenderLimits(1_000_000, 8 << 20, 1 << 20, 700);

  @ParameterizedTest
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  @ValueSource(
      strings = {
        "{{ 'a' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 'a' * (10 ** 30) }}",
        "{{ range(1000000000)|list }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}",
        "{% set a = namespace(l=[1], m=[1]) %}{% for i in range(60) %}{% set a.l = [a.l, a.l] %}{% set a.m = [a.m, a.m] %}{% endfor %}{{ a.l == a.m }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l|tojson }}",
        "{% set l = [] %}{% set m = [l] %}{% set _ = l.append(m) %}{{ l == m }}",
        "{% set l = [1] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 2 ** 100000 }}",
        "{% set ns = namespace(n=3) %}{% for a in range(60) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
        "{{ '%999999d' % 1 * 1000 }}",
        "{{ '%*d' % (999999999, 1) * 1000 }}",
        "{{ '{:999999}'.format('a') * 1000 }}",
        "{{ '%.999999f' % 1.5 }}",
        "{{ 'a'|center(999999999) }}",
        "{{ 'a'.ljust(999999999) }}",
        "{{ '1'.zfill(999999999) }}",
        "{{ '\\t'.expandtabs(999999999) }}",
        "{{ ('a\\n' * 1000)|indent(999999) }}",
        "{{ [[1]]|tojson(indent=999999) }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ ('ab' * 100000).replace('', 'xyz' * 10000) }}",
        "{{ ('a' * 100000)|replace('a', 'xyz' * 10000) }}",
        "{{ (('a' * 100000) ~ 'b').split('a')|map('upper')|join('x' * 10000) }}",
        "{% set s = 'a' * 200000 %}{% set t = 'a' * 100000 ~ 'b' %}{% for i in range(1000) %}{% if t in s %}{% endif %}{% endfor %}",
        "{% set s = 'a' * 500000 %}{% for i in range(99999) %}{% if s.count('a') %}{% endif %}{% endfor %}",
        "{% set s = 'a' * 500000 %}{% for i in range(99999) %}{{ s[i] == s[i:] }}{% endfor %}",
        "{{ range(99999)|map('string')|join(',' * 99999) }}",
        "{% set l = range(99999)|list %}{% for i in l %}{% if 'x' in l %}{% endif %}{% endfor %}",
        "{% set l = range(99999)|list %}{% for i in l %}{% set _ = l.insert(0, 1) %}{% endfor %}",
        "{% set l = range(99999)|list %}{% for i in l %}{% set _ = l|sort|list %}{% endfor %}",
        "{% macro m(x) %}{% for i in range(999) %}{{ x() }}{% endfor %}{% endmacro %}{% call m(m) %}{% endcall %}"
      })
  void endsWithAnErrorInBoundedTime(String template) {
    assertThatThrownBy(() -> Template.parse(template).render(Map.of(), TIME, SMALL))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void theUsualLimitsEndAnEndlessTemplate() {
    Template template =
        Template.parse(
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");

    assertThatThrownBy(() -> template.render(Map.of(), TIME))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{1:", "not ", "-", "'a'~(", "x.y(", "1 if ", "1 + (", "a|b("})
  void nestingWithoutEndDoesNotExhaustTheStack(String opener) {
    assertThatThrownBy(() -> Template.parse("{{ " + opener.repeat(50_000) + " }}"))
        .isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% if 1 %}",
        "{% for a in b %}",
        "{% set x %}",
        "{% macro m() %}",
        "{% call m() %}"
      })
  void nestedBlocksDoNotExhaustTheStack(String opener) {
    assertThatThrownBy(() -> Template.parse(opener.repeat(20_000)))
        .isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " ~ 1", " or 0", " and 1", "|string", ".a", "[0]", " == 1", "()"})
  void longChainsAreRefusedOrWork(String link) {
    String source = "{{ x" + link.repeat(50_000) + " }}";
    try {
      assertThat(Template.parse(source).render(Map.of("x", 1), TIME)).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void aSmallStackIsEnough() throws InterruptedException {
    String source =
        "{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(999) }}";
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Template.parse(source).render(Map.of(), TIME);
              } catch (TemplateException e) {
                failures.add(e);
              }
            },
            "small stack",
            512 << 10);
    thread.start();
    thread.join();

    assertThat(failures).singleElement().isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__.__mro__ }}",
        "{{ x.getClass().forName('java.lang.Runtime') }}",
        "{{ messages.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.system('id') }}",
        "{{ range.__self__.x }}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}"
      })
  void thereIsNoWayOut(String template) {
    assertThatThrownBy(
            () -> Template.parse(template).render(Map.of("x", "a", "messages", List.of()), TIME))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void whatTheTemplateIsGivenIsNotChanged() {
    List<Object> given = new ArrayList<>(List.of(1));

    Template.parse("{% set _ = x.append(2) %}{{ x }}").render(Map.of("x", given), TIME);

    assertThat(given).containsExactly(1);
  }

  @Property(tries = 400)
  void anySequenceOfPiecesRendersOrFailsCleanly(@ForAll("soups") String source) {
    try {
      Template.parse(source)
          .render(Map.of("a", List.of(1, "b"), "x", Map.of("y", 1.5)), TIME, SMALL);
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<String> soups() {
    return Arbitraries.of(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "-",
            "+",
            " ",
            "\n",
            "if",
            "else",
            "elif",
            "endif",
            "for",
            "in",
            "endfor",
            "set",
            "endset",
            "macro",
            "endmacro",
            "call",
            "raw",
            "endraw",
            "a",
            "x",
            ".y",
            "[",
            "]",
            "(",
            ")",
            "{",
            "}",
            ":",
            ",",
            "|",
            "upper",
            "tojson",
            "map",
            "is",
            "not",
            "defined",
            "~",
            "**",
            "//",
            "%",
            "==",
            "<",
            "=",
            "'s'",
            "\"",
            "1",
            "2.5",
            "loop",
            "namespace()",
            "range(3)",
            "caller()",
            "\\",
            "é",
            "😀",
            "{{ a }}",
            "{{ x.y }}",
            "{% if a %}",
            "{% endif %}",
            "{% for i in a %}",
            "{% endfor %}",
            "{{ i }}")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }
}
