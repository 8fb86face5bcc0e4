package llamajar.engine;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import llamajar.engine.vocabulary.VocabularyReader;
import llamajar.gguf.GgufFile;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// A file's tokenizer, made once: by the thread that first asks for it, or ahead by one of its own.
/// A large vocabulary takes longer to read than the rest of opening a model.
final class LazyTokenizer {
  private final FutureTask<Tokenizer> task;
  private @Nullable Thread ahead;

  LazyTokenizer(GgufFile file) {
    task = new FutureTask<>(() -> VocabularyReader.tokenizer(file));
  }

  /// Starts to make it.
  void begin() {
    ahead = Thread.ofPlatform().name("llamajar-tokenizer").daemon().start(task);
  }

  /// The tokenizer, which is made or waited for if need be.
  ///
  /// @throws IOException if the file has none, or one of an unsupported kind
  Tokenizer get() throws IOException {
    // Does nothing if another thread has made it, or is about to.
    task.run();
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException problem -> throw problem;
        case RuntimeException problem -> throw problem;
        case Error problem -> throw problem;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the tokenizer was being made", e);
    }
  }

  /// Returns when nothing reads the file any more.
  void awaitEnd() {
    if (ahead == null) {
      return;
    }
    boolean interrupted = false;
    while (ahead.isAlive()) {
      try {
        ahead.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
