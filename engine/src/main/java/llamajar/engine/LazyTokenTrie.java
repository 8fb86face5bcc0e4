package llamajar.engine;

import llamajar.text.grammar.TokenTrie;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// The prefix tree of a model's tokens, made when the first text is constrained.
final class LazyTokenTrie {
  private @Nullable TokenTrie made;

  synchronized TokenTrie get(Tokenizer tokenizer) {
    TokenTrie trie = made;
    if (trie == null) {
      trie = TokenTrie.of(tokenizer);
      made = trie;
    }
    return trie;
  }
}
