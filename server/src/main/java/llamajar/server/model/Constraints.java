package llamajar.server.model;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import llamajar.engine.LlamaModel;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.TokenConstraint;
import org.jspecify.annotations.Nullable;

/// The constraints of the last requests, with what they have found out about the vocabulary:
/// clients send the same schemas and tools again and again. Thread-safe.
final class Constraints {
  private static final int MOST = 16;

  /// @param source what the grammar is made of
  /// @param spelled whether control tokens count with their names
  private record Key(String source, boolean spelled) {}

  private final LlamaModel model;

  private final Map<Key, SoftReference<TokenConstraint>> known =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SoftReference<TokenConstraint>> eldest) {
          return size() > MOST;
        }
      };

  Constraints(LlamaModel model) {
    this.model = model;
  }

  /// @param grammar makes it, if it is not known
  TokenConstraint of(String source, boolean spelled, Supplier<Grammar> grammar) throws IOException {
    Key key = new Key(source, spelled);
    TokenConstraint present = find(key);
    if (present != null) {
      return present;
    }
    TokenConstraint made = model.constraint(grammar.get(), spelled);
    synchronized (known) {
      known.put(key, new SoftReference<>(made));
    }
    return made;
  }

  private @Nullable TokenConstraint find(Key key) {
    synchronized (known) {
      SoftReference<TokenConstraint> reference = known.get(key);
      return reference == null ? null : reference.get();
    }
  }
}
