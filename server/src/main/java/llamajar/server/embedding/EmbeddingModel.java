package llamajar.server.embedding;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import llamajar.engine.ContextFullException;
import llamajar.engine.Embedder;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.Scheduler;
import llamajar.server.http.ApiException;
import org.jspecify.annotations.Nullable;

/// A model that makes embeddings for clients. Thread-safe; texts are computed one after the other.
public final class EmbeddingModel implements AutoCloseable {
  private static final int RETRY_SECONDS = 2;

  private final String name;
  private final @Nullable Scheduler scheduler;
  private final Semaphore places;
  private final Consumer<String> log;
  private final AtomicLong texts = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private @Nullable Embedder embedder;

  private EmbeddingModel(
      String name,
      @Nullable Embedder embedder,
      @Nullable Scheduler scheduler,
      int queueLength,
      Consumer<String> log) {
    this.name = name;
    this.embedder = embedder;
    this.scheduler = scheduler;
    this.log = log;
    places = new Semaphore(1 + queueLength);
  }

  /// Of a model that is there for nothing else.
  ///
  /// @param name by which clients know it
  /// @param embedder belongs to the caller, who closes it
  /// @param queueLength how many requests may wait
  /// @param log receives a line if the model was not made for this
  public static EmbeddingModel of(
      String name, Embedder embedder, int queueLength, Consumer<String> log) {
    EmbeddingModel model = new EmbeddingModel(name, embedder, null, queueLength, log);
    model.tellIfAssumed(embedder);
    return model;
  }

  /// Of a model that also answers: texts are computed between steps of its answers, and memory is
  /// taken when the first one comes.
  public static EmbeddingModel beside(
      String name, Scheduler scheduler, int queueLength, Consumer<String> log) {
    return new EmbeddingModel(name, null, scheduler, queueLength, log);
  }

  /// By which clients know it.
  public String name() {
    return name;
  }

  /// Texts that were computed.
  public long texts() {
    return texts.get();
  }

  /// Their tokens.
  public long tokens() {
    return tokens.get();
  }

  /// What computes; opened when it is first asked for.
  ///
  /// @throws ApiException if the model can't be used so
  synchronized Embedder embedder() throws ApiException {
    Embedder present = embedder;
    if (present == null && scheduler != null) {
      try {
        present = scheduler.model().newEmbedder(null);
      } catch (IOException e) {
        throw ApiException.of(
            501, "this model can't make embeddings: " + String.valueOf(e.getMessage()));
      }
      embedder = present;
      tellIfAssumed(present);
    }
    if (present == null) {
      throw new IllegalStateException("closed");
    }
    return present;
  }

  private void tellIfAssumed(Embedder made) {
    if (made.poolingIsAssumed()) {
      log.accept("embeddings: the model names no pooling; taking the mean of all tokens");
    }
  }

  /// Keeps a place for a request until it is closed.
  ///
  /// @throws ApiException 503 if too many are waiting
  Place enter() throws ApiException {
    if (!places.tryAcquire()) {
      throw ApiException.busy(
          "as many requests for embeddings are waiting as this server takes; try again later",
          RETRY_SECONDS);
    }
    return places::release;
  }

  /// A place in the queue.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// The vectors of some texts, in their order.
  ///
  /// @throws ApiException if one does not fit, or the server is stopping
  List<float[]> vectors(List<int[]> some) throws ApiException, InterruptedException {
    Embedder used = embedder();
    for (int[] text : some) {
      tokens.addAndGet(text.length);
    }
    texts.addAndGet(some.size());
    Callable<List<float[]>> work = () -> used.embedAll(some);
    try {
      return scheduler == null ? work.call() : scheduler.execute(work).get();
    } catch (ContextFullException | IllegalArgumentException e) {
      throw ApiException.of(400, String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      boolean refused =
          e.getCause() instanceof ContextFullException
              || e.getCause() instanceof IllegalArgumentException;
      throw ApiException.of(refused ? 400 : 500, String.valueOf(e.getCause().getMessage()));
    } catch (BusyException e) {
      throw ApiException.busy(String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives back what was opened for it.
  @Override
  public synchronized void close() {
    Embedder present = embedder;
    embedder = null;
    if (present != null && scheduler != null) {
      present.close();
    }
  }
}
