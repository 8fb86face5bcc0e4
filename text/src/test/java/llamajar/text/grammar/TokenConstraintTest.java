package llamajar.text.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenConstraintTest {
  private static final List<byte[]> TOKENS =
      TestTokens.of("a", "ab", "b", "<", "<f>", "<f>1", "<f>x", "1", "12", "]", "1]", "x");

  private final TokenTrie trie = TokenTrie.of(TestTokens.tokenizer(TOKENS));

  @Test
  void tokensMayReachBeyondTheEndOfARule() {
    Grammar grammar = Grammar.parse("root ::= n \"]\"\nn ::= [0-9]+");
    ConstrainedText text = TokenConstraint.of(grammar, trie).begin();

    assertThat(allowed(text)).containsExactly("1", "12", "1]");
    accept(text, "12");
    assertThat(allowed(text)).containsExactly("1", "12", "]", "1]");
    accept(text, "1]");
    assertThat(allowed(text)).containsExactly("END");
    assertThat(text.isFinished()).isTrue();
  }

  @Test
  void beforeATriggerAllTokensMayComeButThoseThatBreakWhatFollows() {
    Grammar grammar = Grammar.parse("root ::= [0-9] \"]\"");
    TokenConstraint constraint = TokenConstraint.after(List.of("<f>"), Set.of(), grammar, trie);
    ConstrainedText text = constraint.begin();

    assertThat(allowed(text))
        .contains("a", "x", "]", "<f>", "<f>1", "SILENT", "END")
        .doesNotContain("<f>x");
    accept(text, "a");
    accept(text, "<f>1");
    assertThat(allowed(text)).containsExactly("]");
    assertThat(text.isComplete()).isFalse();
  }

  @Test
  void aTokenCanBeATriggerThoughItPrintsNothing() {
    int call = TestTokens.silent(TOKENS);
    TokenConstraint constraint =
        TokenConstraint.after(List.of(), Set.of(call), Grammar.parse("root ::= \"ab\""), trie);
    ConstrainedText text = constraint.begin();

    accept(text, "x");
    assertThat(text.accept(call, new byte[0])).isTrue();
    assertThat(allowed(text)).containsExactly("a", "ab");
    assertThat(text.accept(call, new byte[0])).isTrue();
    assertThatThrownBy(() ->
            TokenConstraint.after(List.of(), Set.of(99), Grammar.parse("root ::= \"a\""), trie))
        .hasMessageContaining("token 99 can't be a trigger");
  }

  @Test
  void anUnfinishedCharacterMayBeLeftAtTheEnd() {
    List<byte[]> tokens = new ArrayList<>(TestTokens.of("x"));
    tokens.add(new byte[] {(byte) 0xC3});
    tokens.add(new byte[] {(byte) 0xA9});
    TokenTrie bytes = TokenTrie.of(TestTokens.tokenizer(tokens));
    ConstrainedText text = TokenConstraint.of(Grammar.parse("root ::= [x-ÿ]+"), bytes).begin();

    assertThat(text.accept(1, tokens.get(1))).isTrue();
    assertThat(text.isComplete()).isFalse();
    assertThat(text.accept(2, tokens.get(2))).isTrue();
    assertThat(text.isComplete()).isTrue();
    assertThat(text.accept(1, tokens.get(1))).isTrue();
    assertThat(text.isComplete()).isTrue();
    assertThat(text.isFinished()).isFalse();
    assertThat(text.allowed().contains(0)).isFalse();
  }

  private static void accept(ConstrainedText text, String token) {
    for (int id = 0; id < TOKENS.size(); id++) {
      if (new String(TOKENS.get(id), java.nio.charset.StandardCharsets.UTF_8).equals(token)) {
        assertThat(text.accept(id, TOKENS.get(id))).isTrue();
      }
    }
  }

  private static List<String> allowed(ConstrainedText text) {
    List<String> allowed = new ArrayList<>();
    text.allowed()
        .forEach(id ->
            allowed.add(
                id == TestTokens.end(TOKENS)
                    ? "END"
                    : id == TestTokens.silent(TOKENS)
                        ? "SILENT"
                        : new String(TOKENS.get(id), java.nio.charset.StandardCharsets.UTF_8)));
    return allowed;
  }
}
