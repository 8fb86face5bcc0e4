package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The page's colours for code.
@Timeout(120)
@ExtendWith(PageBrowser.Extension.class)
class PageCodeTest {
  private Tab tab;

  @BeforeEach
  void open(PageBrowser page) {
    tab = page.pureTab();
  }

  static Stream<Arguments> code() {
    return Stream.of(
        arguments(
            "java",
            "int x = 5; // a\n/* b\nc */ f(\"d\\\"e\");",
            "keyword:int number:5 comment:// a | comment:/* b | comment:c */ function:f string:\"d\\\"e\""),
        arguments(
            "java",
            "\"\"\"\na \" b\n\"\"\".length()",
            "string:\"\"\" | string:a \" b | string:\"\"\" function:length"),
        arguments(
            "python",
            "def f(x): # y\n  return None if '#' else 0x1F",
            "keyword:def function:f comment:# y | keyword:return constant:None keyword:if string:'#' keyword:else number:0x1F"),
        arguments(
            "json",
            "{\"a\": [true, -1.5e3, \"b\"]}",
            "key:\"a\" constant:true number:1.5e3 string:\"b\""),
        arguments(
            "bash",
            "echo \"$HOME\" $x a#b # c",
            "keyword:echo string:\"$HOME\" variable:$x comment:# c"),
        arguments("sql", "SELECT a FROM t -- b", "keyword:SELECT keyword:FROM comment:-- b"),
        arguments(
            "yaml",
            "key: true # c\n- other-key: 'x'",
            "key:key constant:true comment:# c | key:other-key string:'x'"),
        arguments(
            "html",
            "<a href=\"x\">t</a><!-- c\nd -->",
            "tag:<a key:href string:\"x\" tag:> tag:</a tag:> comment:<!-- c | comment:d -->"),
        arguments("css", "a {\n  color: red; /* b */\n}", "| key:color comment:/* b */ |"),
        arguments(
            "rust", "fn f(c: &'a str) { 'x' }", "keyword:fn function:f keyword:str string:'x'"),
        arguments(
            "c", "#include <x.h>\nint main() {}", "keyword:#include | keyword:int function:main"),
        arguments("js", "const s = `a ${b}\nc`;", "keyword:const string:`a ${b} | string:c`"),
        arguments("diff", "@@ 1 @@\n+a\n-b\n c", "keyword:@@ 1 @@ | added:+a | removed:-b |"),
        arguments("nothing", "int x;", ""));
  }

  @ParameterizedTest
  @MethodSource("code")
  void codeIsColoured(String language, String code, String expected) {
    JsonNode result =
        tab.apply(
            """
            async (language, code) => {
              const {Highlighter} = await import(globalThis.folder + 'code/highlight.js');
              const highlighter = new Highlighter(language);
              const lines = code.split('\\n').map(line => highlighter.line(line));
              return {
                text: lines.map(line => line.map(part => part[1]).join('')).join('\\n'),
                kinds: lines.map(line => line.filter(part => part[0]).map(part => part.join(':')).join(' ')).join(' | ').trim(),
              };
            }\
            """,
            language,
            code);
    assertThat(result.get("text").stringValue()).isEqualTo(code);
    assertThat(result.get("kinds").stringValue()).isEqualTo(expected);
  }
}
