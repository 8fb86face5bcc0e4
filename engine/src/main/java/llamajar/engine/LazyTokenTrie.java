package llamajar.engine;

import llamajar.text.grammar.TokenTrie;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// The prefix trees of a model's tokens, each made when the first text is constrained by it.
final class LazyTokenTrie {
  private @Nullable TokenTrie plain;
  private @Nullable TokenTrie spelling;

  synchronized TokenTrie get(Tokenizer tokenizer) {
    TokenTrie trie = plain;
    if (trie == null) {
      trie = TokenTrie.of(tokenizer);
      plain = trie;
    }
    return trie;
  }

  /// The one for texts in which control tokens are spelled.
  synchronized TokenTrie spelling(Tokenizer tokenizer) {
    TokenTrie trie = spelling;
    if (trie == null) {
      trie = TokenTrie.spellingControlTokens(tokenizer);
      spelling = trie;
    }
    return trie;
  }
}
