package llamajar.engine.scheduler;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import llamajar.engine.ContextFullException;
import llamajar.engine.Embedder;
import org.jspecify.annotations.Nullable;

/// Embeddings of a model that also answers: texts are computed between the steps of its answers,
/// and memory is taken when the first one comes. Thread-safe.
public final class SharedEmbedder implements AutoCloseable {
  private final Scheduler scheduler;
  private @Nullable Embedder opened;

  /// @param scheduler of the model; must be closed after this
  public SharedEmbedder(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// What computes; opened when it is first asked for.
  ///
  /// @throws IOException if the model can't be used so; the message is one line for the user
  public synchronized Embedder embedder() throws IOException {
    Embedder present = opened;
    if (present == null) {
      present = scheduler.model().newEmbedder(null);
      opened = present;
    }
    return present;
  }

  /// The vectors of some texts, in their order, as the model makes them.
  ///
  /// @param texts tokens of each
  /// @throws IOException as [#embedder()]
  /// @throws BusyException if the scheduler is closing
  /// @throws ContextFullException if one does not fit
  /// @throws IllegalArgumentException if one is empty, or has tokens that the model doesn't know
  public List<float[]> embedAll(List<int[]> texts)
      throws IOException, BusyException, ContextFullException, InterruptedException {
    Embedder used = embedder();
    try {
      return scheduler.execute(() -> used.embedAll(texts)).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ContextFullException cause -> throw cause;
        case IllegalArgumentException cause -> throw cause;
        case null, default ->
            throw new IllegalStateException("the model could not be computed: " + e.getCause(), e);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
