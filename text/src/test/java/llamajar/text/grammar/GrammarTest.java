package llamajar.text.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What GBNF means, what it refuses, and that no input takes long.
class GrammarTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "root ::= \"ab\" | \"c\"           @ ab   @ FULL",
        "root ::= \"ab\" | \"c\"           @ a    @ PREFIX",
        "root ::= \"ab\" | \"c\"           @ b    @ REJECT",
        "root ::= [a-c]{2,3} \"!\"?        @ ab   @ FULL",
        "root ::= [a-c]{2,3} \"!\"?        @ abc! @ FULL",
        "root ::= [a-c]{2,3} \"!\"?        @ abca @ REJECT",
        "root ::= [^a-c]+                  @ é漢  @ FULL",
        "root ::= [^a-c]+                  @ xa   @ REJECT",
        "root ::= .                        @ 😀   @ FULL",
        "root ::= .                        @ 😀x  @ REJECT",
        "root ::= \"\"                     @ ``   @ FULL",
        "root ::= \"\\u00e9\\x41\\U0001F600\" @ éA😀 @ FULL",
        "root ::= (\"a\" (\"b\" | \"c\")*)+ \";\" @ abcab; @ FULL",
        "root ::= (\"a\"? \"b\"?)* \"c\"   @ babac @ FULL",
        "root ::= [\\]\\[\\\\-]            @ ]    @ FULL",
        "root ::= [a-]                     @ -    @ FULL",
        "root ::= \"a\"{3,}                @ aaaa @ FULL",
        "root ::= \"a\"{0} \"b\"           @ b    @ FULL",
        "root ::= \"a\"{ 1 , 2 }           @ aa   @ FULL",
      })
  void textsStandToGrammarsAsWritten(String gbnf, String text, String expected) {
    assertThat(standing(Grammar.parse(gbnf), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "start ::= \"a\"                @ no rule 'root'",
        "root ::= foo                   @ line 1, column 10: rule 'foo' is not defined",
        "root ::= \"abc                 @ line 1, column 10: literal is not closed",
        "root ::= [abc                  @ line 1, column 10: class is not closed",
        "root ::= (\"a\"                @ line 1, column 10: '(' is not closed",
        "root ::= \"a\")                @ line 1, column 13: ')' can't stand here",
        "root ::= * \"a\"               @ line 1, column 10: '*' has nothing before it",
        "root ::= \"a\"{x}              @ line 1, column 13: a repetition is written",
        "root ::= \"a\"{2,1}            @ the second number is the smaller",
        "root ::= \"a\"{100001}         @ a repetition of more than 100000",
        "root ::= \"a\"{99999999999999} @ a repetition of more than 100000",
        "root ::= \"\\q\"               @ line 1, column 11: unknown escape",
        "root ::= \"\\u12\"             @ needs 4 hexadecimal digits",
        "root ::= \"\\uD800\"           @ half of a character",
        "root ::= \"\\U00110000\"       @ beyond U+10FFFF",
        "root ::= [b-a]                 @ the range ends before it begins",
        "root \"a\"                     @ line 1, column 6: '::=' was expected",
        "root : \"a\"                   @ line 1, column 6: '::=' was expected",
        "= root                         @ line 1, column 1: a rule's name was expected",
        "root ::= root \"a\" | \"b\"    @ rule 'root' begins with itself",
        "root ::= \"x\" root            @ matches no text",
        "root ::= []                    @ matches no text",
      })
  void whatIsWrongIsSaidWithItsPlace(String gbnf, String message) {
    assertThatThrownBy(() -> Grammar.parse(gbnf))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void placesCountLinesAndCharacters() {
    assertThatThrownBy(() -> Grammar.parse("# 😀\nroot ::= a\na ::= \"😀\" ^"))
        .hasMessageContaining("line 3, column 11: '^' can't stand here");
  }

  @Test
  void leftRecursionIsFoundBehindWhatCanBeEmptyAndAcrossRules() {
    assertThatThrownBy(
            () -> Grammar.parse("root ::= e a\ne ::= \"x\"*\na ::= e b\nb ::= e a | \"y\""))
        .hasMessageContaining("begins with itself by way of");
    assertThatThrownBy(() -> Grammar.parse("root ::= \"x\"\nunused ::= unused"))
        .hasMessageContaining("'unused' begins with itself");
  }

  @Test
  void linesEndAlternativesOnlyOutsideParenthesesAndBars() {
    Grammar grammar =
        Grammar.parse(
            "root ::= a |\r\n  b\r\na ::= (\r\n \"1\"\r\n | \"2\" ) # end\r\n\r\nb ::= \"3\"");
    assertThat(List.of("1", "2", "3")).allMatch(text -> standing(grammar, text).equals("FULL"));
    assertThatThrownBy(() -> Grammar.parse("root ::= \"a\"\n  \"b\""))
        .hasMessageContaining("line 2, column 3: a rule's name was expected");
  }

  @Test
  void charactersMayArriveInPieces() {
    byte[] text = "漢é😀".getBytes(StandardCharsets.UTF_8);
    GrammarMatcher matcher = Grammar.parse("root ::= [一-龯] \"é\" .").matcher();
    for (int i = 0; i < text.length; i++) {
      assertThat(matcher.isComplete()).isFalse();
      assertThat(matcher.accept(new byte[] {text[i]})).isTrue();
    }
    assertThat(matcher.isComplete()).isTrue();
    assertThat(matcher.canContinue()).isFalse();
  }

  @Test
  void whatIsRejectedIsNotRead() {
    GrammarMatcher matcher = Grammar.parse("root ::= \"abc\"").matcher();
    assertThat(matcher.accept("ax")).isFalse();
    GrammarMatcher copy = matcher.copy();
    assertThat(matcher.accept("abc")).isTrue();
    assertThat(copy.isComplete()).isFalse();
    assertThat(matcher.accept("\uD800")).isFalse();
  }

  @Test
  void aGrammarMayBeginBehindATrigger() {
    Grammar grammar = Grammar.parse("root ::= [0-9]+ \">\"").after(List.of("<a<b", "<b", "aab"));
    assertThat(standing(grammar, "anything at all")).isEqualTo("FULL");
    assertThat(standing(grammar, "<a<b12>")).isEqualTo("FULL");
    assertThat(standing(grammar, "<a<a<b1")).isEqualTo("PREFIX");
    assertThat(standing(grammar, "<bx")).isEqualTo("REJECT");
    assertThat(standing(grammar, "aaaab1>")).isEqualTo("FULL");
    assertThat(standing(grammar, "aaaabx")).isEqualTo("REJECT");
    assertThat(standing(grammar, "<a<c and <b")).isEqualTo("PREFIX");
    assertThatThrownBy(() -> grammar.after(List.of(""))).isInstanceOf(GrammarException.class);
  }

  @Test
  void nestingIsLimitedWithoutOverflow() {
    String deep = "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000);
    assertThatThrownBy(() -> Grammar.parse("root ::= " + deep))
        .hasMessageContaining("nested more than 150 deep");
    assertThatThrownBy(() -> Grammar.parse("root ::= \"a\"" + "?".repeat(100_000)))
        .hasMessageContaining("repetitions");
    String level = "(".repeat(100) + "\"a\"" + "????????????????????)".repeat(100);
    assertThatThrownBy(() -> Grammar.parse("root ::= " + level))
        .hasMessageContaining("nested more than");
  }

  @Test
  void repetitionsOfRepetitionsAreRefusedBeforeTheyFillTheMemory() {
    assertThatThrownBy(() -> Grammar.parse("root ::= ((\"a\"{1000}){1000}){1000}"))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("rule 'root' makes the grammar too large");
    assertThatThrownBy(() -> Grammar.parse("root ::= ((\"\"{100000}){100000}){100000}"))
        .hasMessageContaining("too large");
  }

  @Test
  void longChainsOfRulesDoNotOverflow() {
    StringBuilder gbnf = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 5_000; i++) {
      gbnf.append("r%d ::= r%d\n".formatted(i, i + 1));
    }
    gbnf.append("r5000 ::= \"x\"\n");
    assertThat(standing(Grammar.parse(gbnf.toString()), "x")).isEqualTo("FULL");
  }

  @Test
  void ambiguityStaysPolynomial() {
    // Naive stacks double with each letter here.
    Grammar grammar =
        Grammar.parse(
            """
            root ::= s
            s ::= "a" b s c | "a" d s e | ""
            b ::= ""
            d ::= ""
            c ::= "b"
            e ::= "b" | "c"
            """);
    assertThat(standing(grammar, "a".repeat(200) + "b".repeat(200))).isEqualTo("FULL");
    Grammar many = Grammar.parse("root ::= s\ns ::= \"a\" s s | \"a\"");
    assertThat(standing(many, "a".repeat(101))).isEqualTo("FULL");
    assertThatThrownBy(() -> standing(many, "a".repeat(20_000)))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("too ambiguous");
  }

  @Test
  void longTextsTakeNoMoreMemoryThanTheyNest() {
    Grammar grammar = Grammar.parse("root ::= item*\nitem ::= \"(\" item* \")\" | [a-z]");
    GrammarMatcher matcher = grammar.matcher();
    assertThat(matcher.accept("(a(b)c)".repeat(20_000))).isTrue();
    assertThat(matcher.accept("(".repeat(20_000))).isTrue();
    assertThat(matcher.accept(")".repeat(20_000))).isTrue();
    assertThat(matcher.isComplete()).isTrue();
  }

  private static String standing(Grammar grammar, String text) {
    GrammarMatcher matcher = grammar.matcher();
    return !matcher.accept(text) ? "REJECT" : matcher.isComplete() ? "FULL" : "PREFIX";
  }
}
