package llamajar.engine.scheduler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.engine.LlamaModel;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;

/// Answers any number of requests to one model, several at a time. Any thread may use it; one
/// thread of its own computes.
///
/// The model must stay open while the scheduler is. Sessions of the model may be used beside it;
/// they take turns with it.
public final class Scheduler implements AutoCloseable {
  private final LlamaModel model;
  private final SchedulerOptions options;
  private final SchedulerMetrics metrics = new SchedulerMetrics();
  private final KvStore store;
  private final SchedulerLoop loop;
  private final BlockingQueue<Runnable> arrivals = new LinkedBlockingQueue<>();
  private final AtomicInteger present = new AtomicInteger();
  private final Thread thread;
  private final int maxLength;
  private volatile boolean closing;
  private volatile boolean cancelling;

  /// Work besides answers, one piece between two steps. Touched by the thread alone.
  private final Queue<Runnable> work = new ArrayDeque<>();

  private Scheduler(LlamaModel model, SchedulerOptions options) throws IOException {
    this.model = model;
    this.options = options;
    Executable executable = model.executable();
    if (options.parallel() > executable.maxRows()) {
      throw new IllegalArgumentException(
          "parallel: %d answers at a time, but only %d tokens are computed together; give a larger batch length"
              .formatted(options.parallel(), executable.maxRows()));
    }
    if (options.deterministic() && !executable.keepsArithmetic()) {
      throw new IllegalArgumentException(
          "deterministic: the backend %s computes a row in another way when others are beside it; run on the CPU"
              .formatted(model.backend().name()));
    }
    long positions =
        options.cachePositions() == 0
            ? (long) options.parallel() * model.contextLength()
            : options.cachePositions();
    long blocks = Math.ceilDiv(positions, KvStore.BLOCK_POSITIONS);
    store =
        executable.newStore(model.options().kvType(), (int) Math.min(blocks, Integer.MAX_VALUE));
    maxLength = (int) Math.min(model.contextLength(), blocks * KvStore.BLOCK_POSITIONS);
    Sampling sampling = new Sampling(model.tokenizer(), model.vocabularySize(), maxLength, metrics);
    boolean recurrent = !model.program().stateLayers().isEmpty();
    loop =
        new SchedulerLoop(
            executable, store, recurrent, options, metrics, sampling, present::decrementAndGet);
    thread = Thread.ofPlatform().name("llamajar-scheduler").daemon().unstarted(this::run);
  }

  /// Starts a scheduler.
  ///
  /// @throws IOException if the model has no usable tokenizer
  /// @throws IllegalArgumentException if more answers are to be computed at the same time than the
  ///   model's batch length allows
  public static Scheduler start(LlamaModel model, SchedulerOptions options) throws IOException {
    Scheduler scheduler = new Scheduler(model, options);
    scheduler.thread.start();
    return scheduler;
  }

  /// The model that answers.
  public LlamaModel model() {
    return model;
  }

  /// What this scheduler allows.
  public SchedulerOptions options() {
    return options;
  }

  /// What it has done.
  public SchedulerMetrics metrics() {
    return metrics;
  }

  /// Requests that have not ended, waiting ones included.
  public int present() {
    return present.get();
  }

  /// Most tokens of a prompt and its answer together.
  public int contextLength() {
    return maxLength;
  }

  /// Begins to answer a request.
  ///
  /// @throws BusyException if too many requests are waiting, or the scheduler is closing
  /// @throws IllegalArgumentException if the request can't be answered: the prompt does not fit,
  ///   there are more choices than answers at a time, or tokens that the model doesn't have
  /// @throws IOException if sampling needs a tokenizer that can't be made
  public Answer submit(GenerationRequest request) throws BusyException, IOException {
    check(request);
    if (present.incrementAndGet() > options.parallel() + options.queueLength()) {
      present.decrementAndGet();
      metrics.refused.incrementAndGet();
      throw new BusyException(
          "%d requests are being answered and %d are waiting: that is all this server takes; try again later"
              .formatted(options.parallel(), options.queueLength()));
    }
    ActiveRequest active;
    try {
      Duration timeout = request.timeout().isZero() ? options.timeout() : request.timeout();
      active = new ActiveRequest(request, samplers(request), timeout);
      enqueue(() -> loop.add(active));
    } catch (BusyException | IOException | RuntimeException e) {
      present.decrementAndGet();
      throw e;
    }
    metrics.accepted.incrementAndGet();
    return active.answer;
  }

  /// Does something with the model between two steps, on the scheduler's thread.
  ///
  /// @throws BusyException if the scheduler is closing
  public <T> CompletableFuture<T> execute(Callable<T> task) throws BusyException {
    CompletableFuture<T> result = new CompletableFuture<>();
    enqueue(() -> work.add(() -> complete(result, task)));
    return result;
  }

  /// What is going on between two steps.
  ///
  /// @throws BusyException if the scheduler is closing
  public CompletableFuture<SchedulerStatus> status() throws BusyException {
    return execute(loop::status);
  }

  /// Drops all keys and values that no answer uses.
  ///
  /// @throws BusyException if the scheduler is closing
  public CompletableFuture<SchedulerStatus> forgetUnused() throws BusyException {
    return execute(() -> {
      loop.forgetUnused();
      return loop.status();
    });
  }

  /// Stops: takes no more requests, finishes those that are there, and cancels what is not finished
  /// in time.
  ///
  /// @param grace how long answers may go on
  public void close(Duration grace) {
    closing = true;
    arrivals.add(() -> {});
    try {
      if (!thread.join(grace)) {
        cancelling = true;
        arrivals.add(() -> {});
        thread.join();
      }
    } catch (InterruptedException e) {
      cancelling = true;
      arrivals.add(() -> {});
      Thread.currentThread().interrupt();
    }
  }

  /// Stops at the next step.
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  private void check(GenerationRequest request) {
    if (request.choices() > options.parallel()) {
      throw new IllegalArgumentException(
          "n: %d answers were asked for; this server computes at most %d at a time"
              .formatted(request.choices(), options.parallel()));
    }
    int most = maxLength - (request.options().maxTokens() == 0 ? 0 : 1);
    if (request.promptLength() > most) {
      throw new IllegalArgumentException(
          "the prompt has %d tokens and does not fit: with a context of %d tokens it may have at most %d"
              .formatted(request.promptLength(), maxLength, most));
    }
    for (int token : request.prompt()) {
      if (token < 0 || token >= model.vocabularySize()) {
        throw new IllegalArgumentException(
            "token %d is not in the vocabulary of %d".formatted(token, model.vocabularySize()));
      }
    }
  }

  /// A chain for each choice; it has read the prompt.
  private List<SamplerChain> samplers(GenerationRequest request) throws IOException {
    List<SamplerChain> samplers = new ArrayList<>();
    SamplerSettings settings = request.sampling();
    for (int choice = 0; choice < request.choices(); choice++) {
      SamplerSettings own =
          settings.seed().isPresent() && choice > 0
              ? settings.toBuilder().seed(settings.seed().getAsLong() + choice).build()
              : settings;
      SamplerChain sampler = model.newSampler(own);
      for (int token : request.prompt()) {
        sampler.accept(token);
      }
      samplers.add(sampler);
    }
    return samplers;
  }

  private synchronized void enqueue(Runnable arrival) throws BusyException {
    if (closing) {
      throw new BusyException("the server is stopping");
    }
    arrivals.add(arrival);
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> task) {
    if (result.isCancelled()) {
      return;
    }
    try {
      result.complete(task.call());
    } catch (Exception | Error e) {
      result.completeExceptionally(e);
    }
  }

  private void run() {
    try {
      while (takeIn()) {
        step();
      }
    } catch (InterruptedException e) {
      loop.cancelAll();
    } finally {
      work.forEach(Runnable::run);
      store.close();
    }
  }

  /// Lets in what has arrived; waits for it if there is nothing else to do.
  ///
  /// @return false if everything is done and no more comes
  private boolean takeIn() throws InterruptedException {
    while (loop.isIdle() && work.isEmpty()) {
      if (closing && arrivals.isEmpty()) {
        return false;
      }
      arrivals.take().run();
    }
    for (Runnable arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
      arrival.run();
    }
    return true;
  }

  private void step() {
    try {
      if (cancelling) {
        loop.cancelAll();
      }
      loop.step();
    } catch (RuntimeException | Error e) {
      loop.failAll("the model could not be computed: " + e);
    }
    Runnable next = work.poll();
    if (next != null) {
      next.run();
    }
  }
}
