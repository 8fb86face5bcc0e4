package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a model may write to do harm, and what becomes of it.
@Timeout(120)
@ExtendWith(PageBrowser.Extension.class)
class PageHostileTextTest {
  /// How often each character may be looked at: a few expressions for each of twelve levels.
  private static final double MOST_READ = 200;

  private Tab tab;

  @BeforeEach
  void open(PageBrowser page) {
    tab = page.pureTab();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>hacked = 1</script>",
        "<img src=x onerror=hacked=1>",
        "<a href=javascript:hacked=1>x</a>",
        "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
        "<svg/onload=hacked=1><style>*{display:none}</style>",
        "[x](javascript:hacked=1)",
        "[x](JaVaScRiPt:hacked=1)",
        "[x](  javascript:hacked=1  )",
        "[x](java\tscript:hacked=1)",
        "[x](&#106;avascript:hacked=1)",
        "[x](<javascript:hacked=1>)",
        "[x](data:text/html,<script>hacked=1</script>)",
        "[x](vbscript:hacked)",
        "[x](blob:https://x.org/1)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example/) [x](/v1/models) [x](#a) [x]()",
        "<javascript:hacked=1>",
        "[x](https://a.org\" onmouseover=\"hacked=1)",
        "![x\" onerror=\"hacked=1](https://a.org/x.png)",
        "```\"><script>hacked=1</script>\n<script>hacked=1</script>\n```",
        "```html\n<img src=x onerror=hacked=1>\n",
        "| <script>hacked=1</script> |\n|-|\n| <img src=x onerror=hacked=1> |",
        "# <script>hacked=1</script>\n> <script>hacked=1</script>\n- <script>hacked=1</script>",
        "[[x](javascript:hacked=1)](javascript:hacked=1)",
        "&lt;script&gt;hacked=1&lt;/script&gt;",
        "`<script>hacked=1</script>` \\<script>hacked=1</script>"
      })
  void hostileTextStaysText(String markdown) {
    JsonNode found =
        tab.apply(
            """
            async text => {
              const {renderMarkdown} = await import(globalThis.folder + 'markdown/dom.js');
              document.body.replaceChildren(...renderMarkdown(text));
              document.querySelectorAll('a').forEach(a => a.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})));
              const all = [...document.body.querySelectorAll('*')];
              return {
                tags: [...new Set(all.map(e => e.localName))],
                attributes: [...new Set(all.flatMap(e => e.getAttributeNames()))],
                links: all.filter(e => e.href).map(e => new URL(e.href).protocol),
                hacked: globalThis.hacked ?? null,
                images: document.images.length,
              };
            }\
            """,
            markdown);
    assertThat(found.get("tags").valueStream().map(JsonNode::stringValue))
        .isSubsetOf(
            "p",
            "a",
            "span",
            "br",
            "code",
            "pre",
            "div",
            "button",
            "svg",
            "path",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "h2",
            "blockquote",
            "ul",
            "li");
    assertThat(found.get("attributes").valueStream().map(JsonNode::stringValue))
        .isSubsetOf(
            "href",
            "rel",
            "target",
            "class",
            "tabindex",
            "role",
            "aria-label",
            "aria-hidden",
            "type",
            "title",
            "viewBox",
            "d");
    assertThat(found.get("links").valueStream().map(JsonNode::stringValue))
        .isSubsetOf("http:", "https:", "mailto:");
    assertThat(found.get("hacked").isNull()).isTrue();
    assertThat(found.get("images").intValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "**a",
        "*a **b ",
        "_a_",
        "~~",
        "[",
        "]",
        "[a](",
        "[a](b",
        "[a](b) *",
        "![",
        "[[a](b)](c)",
        "`",
        "` `` ",
        "\\(",
        "$$",
        "<",
        "<a",
        "https://",
        "http://a(",
        "&",
        "&#",
        "\\",
        "*_",
        "a*_[",
        "[x](y)*a "
      })
  void workGrowsWithTheTextAndNoFaster(String piece) {
    JsonNode work =
        tab.apply(
            """
            async piece => {
              const {parseInline} = await import(globalThis.folder + 'markdown/inline.js');
              const {Budget} = await import(globalThis.folder + 'markdown/budget.js');
              const text = piece.repeat(Math.ceil(100_000 / piece.length));
              const result = [];
              for (const open of [false, true]) {
                const budget = new Budget(text.length);
                parseInline(text, budget, open);
                result.push(budget.used / budget.limit);
              }
              return result;
            }\
            """,
            piece);
    // What lies over the limit is what one step took after the last that was allowed.
    assertThat(work.get(0).doubleValue()).isLessThan(1.1);
    assertThat(work.get(1).doubleValue()).isLessThan(1.1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> ",
        "- ",
        "1. ",
        "- a\n",
        "\n- a\n",
        "> a\n",
        "# ",
        "# #\n",
        "```\n",
        "~~~",
        "``` `\n",
        "| a ",
        "|-|\n",
        "| a |\n|-|\n",
        "$$\n",
        "\\[\na\n\n",
        "    a\n",
        "\t",
        "- - - a\n",
        "a\n---\n",
        "  - a\n\n\n",
        " ",
        "* * "
      })
  void blocksAreReadWithWorkInProportionToTheText(String piece) {
    JsonNode result =
        tab.apply(
            """
            async piece => {
              const {parseBlocks} = await import(globalThis.folder + 'markdown/blocks.js');
              const {Highlighter} = await import(globalThis.folder + 'code/highlight.js');
              const text = piece.repeat(Math.ceil(100_000 / piece.length));
              // All expressions end here, whichever way they are asked.
              const exec = RegExp.prototype.exec;
              let read = 0;
              RegExp.prototype.exec = function (line) {
                read += String(line).length;
                return exec.call(this, line);
              };
              try {
                parseBlocks(text);
              } finally {
                RegExp.prototype.exec = exec;
              }
              const lines = [...text.slice(0, 4000).split('\\n'), text.replaceAll('\\n', ' ').slice(0, 1999)];
              const kept = ['java', 'shell', 'yaml', 'html', 'css', 'rust', 'sql', 'json'].every(name => {
                const highlighter = new Highlighter(name);
                return lines.every(line => highlighter.line(line).map(part => part[1]).join('') === line);
              });
              return {readPerCharacter: read / text.length, kept};
            }\
            """,
            piece);
    assertThat(result.get("readPerCharacter").doubleValue()).isLessThan(MOST_READ);
    assertThat(result.get("kept").booleanValue()).isTrue();
  }
}
