package llamajar.server.embedding;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import llamajar.engine.ContextFullException;
import llamajar.engine.Embedder;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SharedEmbedder;
import llamajar.server.http.ApiException;

/// A model that makes embeddings for clients. Thread-safe; texts are computed one after the other.
public final class EmbeddingModel implements AutoCloseable {
  private static final int RETRY_SECONDS = 2;

  private final String name;
  private final Source source;
  private final Semaphore places;
  private final Consumer<String> log;
  private final AtomicLong texts = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicBoolean told = new AtomicBoolean();

  /// What computes, and how it is asked.
  private interface Source {
    Embedder embedder() throws IOException;

    List<float[]> vectors(List<int[]> texts)
        throws IOException, BusyException, ContextFullException, InterruptedException;

    void close();
  }

  private record Alone(Embedder embedder) implements Source {
    @Override
    public List<float[]> vectors(List<int[]> texts) throws ContextFullException {
      return embedder.embedAll(texts);
    }

    @Override
    public void close() {
      // It belongs to somebody else.
    }
  }

  private record Beside(SharedEmbedder shared) implements Source {
    @Override
    public Embedder embedder() throws IOException {
      return shared.embedder();
    }

    @Override
    public List<float[]> vectors(List<int[]> texts)
        throws IOException, BusyException, ContextFullException, InterruptedException {
      return shared.embedAll(texts);
    }

    @Override
    public void close() {
      shared.close();
    }
  }

  private EmbeddingModel(String name, Source source, int queueLength, Consumer<String> log) {
    this.name = name;
    this.source = source;
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
    EmbeddingModel model = new EmbeddingModel(name, new Alone(embedder), queueLength, log);
    model.tellIfAssumed(embedder);
    return model;
  }

  /// Of a model that also answers.
  public static EmbeddingModel beside(
      String name, Scheduler scheduler, int queueLength, Consumer<String> log) {
    return new EmbeddingModel(name, new Beside(new SharedEmbedder(scheduler)), queueLength, log);
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
  Embedder embedder() throws ApiException {
    try {
      Embedder embedder = source.embedder();
      tellIfAssumed(embedder);
      return embedder;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static ApiException unusable(IOException e) {
    return ApiException.of(501, "this model can't make embeddings: " + e.getMessage());
  }

  private void tellIfAssumed(Embedder embedder) {
    if (embedder.poolingIsAssumed() && told.compareAndSet(false, true)) {
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
    for (int[] text : some) {
      tokens.addAndGet(text.length);
    }
    texts.addAndGet(some.size());
    try {
      return source.vectors(some);
    } catch (ContextFullException | IllegalArgumentException e) {
      throw ApiException.of(400, String.valueOf(e.getMessage()));
    } catch (BusyException e) {
      throw ApiException.busy(String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /// Gives back what was opened for it.
  @Override
  public void close() {
    source.close();
  }
}
