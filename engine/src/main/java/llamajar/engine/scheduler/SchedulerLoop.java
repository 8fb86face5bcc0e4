package llamajar.engine.scheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.RowArithmetic;
import llamajar.engine.StopReason;
import llamajar.text.grammar.GrammarException;
import org.jspecify.annotations.Nullable;

/// What the one thread that computes does: it lets requests in, lets go of those that are over, and
/// computes steps. Not thread-safe.
final class SchedulerLoop implements StepPlan.Listener {
  private final Executable executable;
  private final KvStore store;
  private final PrefixCache cache;
  private final SchedulerOptions options;
  private final SchedulerMetrics metrics;
  private final Sampling sampling;
  private final StepPlan plan;
  private final Deque<ActiveRequest> waiting = new ArrayDeque<>();

  /// In the order of their arrival.
  private final List<Sequence> running = new ArrayList<>();

  private final Runnable onEnd;
  private int reserved;

  /// @param onEnd called after the last event of each request
  SchedulerLoop(
      Executable executable,
      KvStore store,
      boolean recurrent,
      SchedulerOptions options,
      SchedulerMetrics metrics,
      Sampling sampling,
      Runnable onEnd) {
    this.executable = executable;
    this.store = store;
    this.options = options;
    this.metrics = metrics;
    this.sampling = sampling;
    this.onEnd = onEnd;
    cache = new PrefixCache(store, recurrent);
    plan = new StepPlan(executable.maxRows(), options, recurrent);
  }

  void add(ActiveRequest request) {
    waiting.add(request);
  }

  boolean isIdle() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /// One step of everything that is there.
  void step() {
    letGo();
    letIn();
    if (options.deterministic()) {
      plan.clear();
      planNext(true);
      run(RowArithmetic.AS_ONE);
      plan.clear();
      planReading();
      run(RowArithmetic.AS_MANY);
    } else {
      plan.clear();
      planNext(false);
      planReading();
      run(RowArithmetic.FASTEST);
    }
    removeEnded();
  }

  /// Ends everything.
  void cancelAll() {
    waiting.forEach(request -> request.answer.cancel());
    running.forEach(sequence -> sequence.request.answer.cancel());
    letGo();
  }

  SchedulerStatus status() {
    List<SchedulerStatus.RunningAnswer> answers = new ArrayList<>();
    for (Sequence sequence : running) {
      answers.add(
          new SchedulerStatus.RunningAnswer(
              sequence.promptLength(), sequence.memory.length(), sequence.made(), sequence.choice));
    }
    return new SchedulerStatus(List.copyOf(answers), waiting.size(), cache.use());
  }

  void forgetUnused() {
    cache.clear();
  }

  private void letGo() {
    long now = System.nanoTime();
    for (Iterator<ActiveRequest> i = waiting.iterator(); i.hasNext(); ) {
      ActiveRequest request = i.next();
      StopReason reason = reasonToGo(request, now);
      if (reason != null) {
        i.remove();
        for (int choice = 0; choice < request.request.choices(); choice++) {
          endChoice(request, new AnswerEvent.Ended(choice, reason, "", 0, null), now);
        }
      }
    }
    for (Sequence sequence : running) {
      StopReason reason = reasonToGo(sequence.request, now);
      if (reason != null) {
        sequence.end(reason);
      }
    }
    removeEnded();
  }

  private static @Nullable StopReason reasonToGo(ActiveRequest request, long now) {
    if (request.answer.isCancelled()) {
      return StopReason.CANCELLED;
    }
    return request.isTimedOut(now) ? StopReason.TIMED_OUT : null;
  }

  private void letIn() {
    while (!waiting.isEmpty()
        && reserved + waiting.getFirst().request.choices() <= options.parallel()
        && hasMemoryFor(waiting.getFirst())) {
      ActiveRequest request = waiting.removeFirst();
      reserved += request.request.choices();
      request.start(System.nanoTime());
      running.add(new Sequence(request, 0, cache));
    }
  }

  /// An answer is let in if its prompt and a block for each choice fit beside the others.
  private boolean hasMemoryFor(ActiveRequest request) {
    return running.isEmpty()
        || KvStore.blocksFor(request.prompt.length) + request.request.choices()
            <= cache.available();
  }

  private void planNext(boolean replay) {
    for (int i = 0; i < running.size() && plan.hasRoom(); i++) {
      Sequence sequence = running.get(i);
      // What was generated must be computed again one by one to give the same bits.
      boolean again = replay && sequence.memory.length() >= sequence.promptLength();
      if (!sequence.isGenerating() && !(again && sequence.unread() > 0)) {
        continue;
      }
      while (!sequence.memory.extend(sequence.memory.length() + 1)) {
        Sequence last = lastWithMemory();
        preempt(last);
        if (last == sequence) {
          break;
        }
      }
      if (sequence.memory.table().count() > 0) {
        plan.addNext(sequence);
      }
    }
  }

  private void planReading() {
    List<Sequence> reading = new ArrayList<>();
    for (Sequence sequence : running) {
      boolean generating =
          options.deterministic()
              ? sequence.memory.length() >= sequence.promptLength()
              : sequence.isGenerating();
      if (!generating) {
        reading.add(sequence);
      }
    }
    plan.addReading(reading);
    while (plan.isEmpty() && !reading.isEmpty()) {
      // No prompt could go on: the oldest gets the memory of younger ones.
      Sequence last = lastWithMemory();
      if (running.indexOf(last) <= running.indexOf(reading.getFirst())) {
        break;
      }
      preempt(last);
      plan.addReading(reading.subList(0, 1));
    }
  }

  private Sequence lastWithMemory() {
    for (Sequence sequence : running.reversed()) {
      if (sequence.memory.table().count() > 0) {
        return sequence;
      }
    }
    throw new IllegalStateException("no answer has memory, but all of it is in use");
  }

  private void preempt(Sequence sequence) {
    metrics.preemptions.incrementAndGet();
    release(sequence);
  }

  private void run(RowArithmetic arithmetic) {
    if (plan.isEmpty()) {
      return;
    }
    Batch batch = plan.batch(arithmetic);
    metrics.batchRows.add(batch.size());
    long start = System.nanoTime();
    synchronized (executable) {
      if (plan.wantsBestOnly()) {
        executable.runForBest(batch, store, List.of());
      } else {
        executable.run(batch, store);
      }
      plan.done(this);
    }
    metrics.stepSeconds.add((System.nanoTime() - start) * 1e-9);
  }

  @Override
  public void read(Sequence sequence, int rows) {
    if (sequence.made() == 0 && sequence.choice == 0) {
      metrics.promptTokens.addAndGet(rows);
      sequence.request.answer.add(
          new AnswerEvent.Reading(
              sequence.memory.length(), sequence.promptLength(), sequence.request.cachedTokens()));
    }
  }

  @Override
  public void logits(Sequence sequence, int position, int row) {
    if (position < sequence.promptLength() - 1) {
      int next = sequence.tokens()[position + 1];
      sequence.request.answer.add(
          new AnswerEvent.PromptToken(
              position + 1,
              Logprobs.of(executable.logits(row), next, sequence.request.request.topLogprobs())));
      return;
    }
    if (!sequence.forked && sequence.choice == 0) {
      metrics.cachedTokens.addAndGet(sequence.request.cachedTokens());
      fork(sequence, row);
    }
    sample(sequence, row);
  }

  /// The other choices begin where the prompt ends.
  private void fork(Sequence first, int row) {
    first.forked = true;
    for (int choice = 1; choice < first.request.request.choices(); choice++) {
      Sequence other = new Sequence(first.request, choice, cache);
      other.memory.fork(first.memory);
      running.add(running.indexOf(first) + choice, other);
      if (other.unread() == 0) {
        sample(other, row);
      }
    }
  }

  private void sample(Sequence sequence, int row) {
    try {
      sampling.next(sequence, executable, row);
    } catch (IllegalStateException | GrammarException e) {
      // Logits that are no numbers, and grammars too ambiguous, concern one answer, not all.
      sequence.request.fail(String.valueOf(e.getMessage()));
      sequence.end(StopReason.CANCELLED);
    }
  }

  private void removeEnded() {
    long now = System.nanoTime();
    for (Iterator<Sequence> i = running.iterator(); i.hasNext(); ) {
      Sequence sequence = i.next();
      StopReason reason = sequence.reason();
      if (reason != null) {
        i.remove();
        release(sequence);
        reserved--;
        String rest = sequence.text.finish(sequence.held == null);
        endChoice(
            sequence.request,
            new AnswerEvent.Ended(
                sequence.choice, reason, rest, sequence.made(), sequence.text.stopText()),
            now);
        endUnforked(sequence, reason, now);
      }
    }
  }

  /// If an answer ends before its prompt has been read, its other choices never begin.
  private void endUnforked(Sequence first, StopReason reason, long now) {
    if (first.choice == 0 && !first.forked) {
      for (int choice = 1; choice < first.request.request.choices(); choice++) {
        reserved--;
        endChoice(first.request, new AnswerEvent.Ended(choice, reason, "", 0, null), now);
      }
    }
  }

  private void endChoice(ActiveRequest request, AnswerEvent.Ended ended, long now) {
    if (!request.end(ended, now)) {
      return;
    }
    if (request.hasFailed()) {
      metrics.failed.incrementAndGet();
    } else {
      switch (ended.reason()) {
        case CANCELLED -> metrics.cancelled.incrementAndGet();
        case TIMED_OUT -> metrics.timedOut.incrementAndGet();
        case END_OF_GENERATION, LENGTH, STOP_TEXT, CONTEXT_FULL ->
            metrics.finished.incrementAndGet();
      }
    }
    onEnd.run();
  }

  private void release(Sequence sequence) {
    sequence.memory.release(
        sequence.tokens(), options.deterministic() ? 0 : plan.cacheable(sequence));
  }

  /// Ends all running answers after something that concerns every one.
  void failAll(String message) {
    for (Sequence sequence : running) {
      sequence.request.fail(message);
      sequence.end(StopReason.CANCELLED);
    }
    removeEnded();
  }
}
