package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The page's Markdown, in a browser.
@Timeout(120)
@ExtendWith(PageBrowser.Extension.class)
class PageMarkdownTest {
  private static final String RENDER =
      """
      async text => {
        const {renderMarkdown} = await import(globalThis.folder + 'markdown/dom.js');
        const element = document.createElement('div');
        element.append(...renderMarkdown(text));
        return element.innerHTML;
      }\
      """;

  private Tab tab;

  @BeforeEach
  void open(PageBrowser page) {
    tab = page.pureTab();
  }

  private String render(String markdown) {
    return tab.apply(RENDER, markdown).stringValue();
  }

  static Stream<Arguments> markdown() {
    return Stream.of(
        arguments("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        arguments("# A\n### B ##", "<h2>A</h2><h4>B</h4>"),
        arguments("#no heading", "<p>#no heading</p>"),
        arguments(
            "**a** *b* ***c*** ~~d~~",
            "<p><strong>a</strong> <em>b</em> <em><strong>c</strong></em> <del>d</del></p>"),
        arguments("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>"),
        arguments("__a__ _b_ a * b * c", "<p><strong>a</strong> <em>b</em> a * b * c</p>"),
        arguments("**a *b** c*", "<p><em><em>a <em>b</em></em> c</em></p>"),
        arguments("`a*b*` and ``x`y``", "<p><code>a*b*</code> and <code>x`y</code></p>"),
        arguments("`open", "<p>`open</p>"),
        arguments("a \\* b \\`c\\`", "<p>a * b `c`</p>"),
        arguments(
            "\\(a^2_1\\) $$x*y*z$$",
            "<p><span class=\"math\">\\(a^2_1\\)</span> <span class=\"math\">$$x*y*z$$</span></p>"),
        arguments("$5 and $6", "<p>$5 and $6</p>"),
        arguments("\\[\na*b*\n\\]", "<p class=\"math\">\\[\na*b*\n\\]</p>"),
        arguments("a &amp; b &#x41; &bogus;", "<p>a &amp; b A &amp;bogus;</p>"),
        arguments("a<br>b<br/>c", "<p>a<br>b<br>c</p>"),
        arguments("---\n***\ntext\n---", "<hr><hr><p>text</p><hr>"),
        arguments(
            "> a\n> b\n>\n> > c",
            "<blockquote><p>a<br>b</p><blockquote><p>c</p></blockquote></blockquote>"),
        arguments(
            "- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
        arguments("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        arguments("3) a\n4) b", "<ol start=\"3\"><li>a</li><li>b</li></ol>"),
        arguments("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        arguments("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        arguments("- a\nlazy\n\nout", "<ul><li>a<br>lazy</li></ul><p>out</p>"),
        arguments("In\n1984. it was", "<p>In<br>1984. it was</p>"),
        arguments(
            "- [x] a\n- [ ] b",
            "<ul><li class=\"task\"><input type=\"checkbox\" disabled=\"\" aria-label=\"done\" checked=\"\">a</li>"
                + "<li class=\"task\"><input type=\"checkbox\" disabled=\"\" aria-label=\"to do\">b</li></ul>"),
        arguments(
            "| a | b |\n|:-|-:|\n| 1 | `x\\|y` |\n| 2 |",
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr><th class=\"align-left\">a</th>"
                + "<th class=\"align-right\">b</th></tr></thead><tbody><tr><td class=\"align-left\">1</td><td class=\"align-right\">"
                + "<code>x|y</code></td></tr><tr><td class=\"align-left\">2</td><td class=\"align-right\"></td></tr></tbody></table></div>"),
        arguments("a | b\nno table", "<p>a | b<br>no table</p>"),
        arguments(
            "[a *b*](https://x.org/p_(q) \"t\") c",
            "<p>" + link("https://x.org/p_(q)", "a <em>b</em>") + " c</p>"),
        arguments(
            "see https://x.org/a_b_c, or (http://y.org/?q=(1)).",
            "<p>see "
                + link("https://x.org/a_b_c", "https://x.org/a_b_c")
                + ", or ("
                + link("http://y.org/?q=(1)", "http://y.org/?q=(1)")
                + ").</p>"),
        arguments("<mailto:a@b.org>", "<p>" + link("mailto:a@b.org", "a@b.org") + "</p>"),
        arguments("[a] [b](c d e) [", "<p>[a] [b](c d e) [</p>"),
        arguments(
            "![a picture](https://x.org/p.png)",
            "<p>" + link("https://x.org/p.png", "a picture") + "</p>"));
  }

  private static String link(String address, String text) {
    return "<a href=\"%s\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">%s</a>"
        .formatted(address, text);
  }

  @ParameterizedTest
  @MethodSource("markdown")
  void textBecomesElements(String markdown, String html) {
    assertThat(render(markdown)).isEqualTo(html);
  }

  @ParameterizedTest
  @MethodSource("markdown")
  void textThatArrivesInPiecesBecomesTheSame(String markdown, String html) {
    String streamed =
        tab.apply(
                """
                async text => {
                  const {MarkdownStream} = await import(globalThis.folder + 'markdown/stream.js');
                  const element = document.createElement('div');
                  const stream = new MarkdownStream(element);
                  for (const c of text) {
                    stream.append(c);
                    stream.update();
                  }
                  stream.finish();
                  return element.innerHTML;
                }\
                """,
                markdown)
            .stringValue();
    assertThat(streamed).isEqualTo(html);
  }

  @Test
  void whatIsNotClosedYetLooksAsIfItWere() {
    String function =
        """
        async text => {
          const {MarkdownStream} = await import(globalThis.folder + 'markdown/stream.js');
          const element = document.createElement('div');
          const stream = new MarkdownStream(element);
          stream.append(text);
          stream.update();
          return element.innerHTML;
        }\
        """;
    assertThat(tab.apply(function, "a **b").stringValue()).isEqualTo("<p>a <strong>b</strong></p>");
    assertThat(tab.apply(function, "a `b").stringValue()).isEqualTo("<p>a <code>b</code></p>");
    assertThat(tab.apply(function, "a [b](https://x.o").stringValue())
        .isEqualTo("<p>a <span>b</span></p>");
    assertThat(tab.apply(function, "- a\n- **b").stringValue())
        .isEqualTo("<ul><li>a</li><li><strong>b</strong></li></ul>");
  }

  @Test
  void blocksThatAreCompleteStayTheSameElements() {
    JsonNode kept =
        tab.evaluate(
            """
            (async () => {
              const {MarkdownStream} = await import(globalThis.folder + 'markdown/stream.js');
              const element = document.createElement('div');
              const stream = new MarkdownStream(element);
              const piece = text => { stream.append(text); stream.update(); };
              piece('first\\n\\n```js\\nlet a;\\n');
              const [paragraph, code] = element.children;
              const line = code.querySelector('.hl-keyword');
              piece('let b;\\nlet c');
              const same = element.children[0] === paragraph && element.children[1] === code
                && code.querySelector('.hl-keyword') === line;
              piece(';\\n```\\n\\nlast\\n\\nmore\\n\\n');
              return [same, element.children[0] === paragraph, code.isConnected,
                element.querySelector('pre').textContent, stream.settled > 30];
            })()\
            """);
    assertThat(kept.get(0).booleanValue()).isTrue();
    assertThat(kept.get(1).booleanValue()).isTrue();
    assertThat(kept.get(3).stringValue()).isEqualTo("let a;\nlet b;\nlet c;");
    assertThat(kept.get(4).booleanValue()).isTrue();
  }
}
