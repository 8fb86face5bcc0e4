package llamajar.cli.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import llamajar.engine.ContextFullException;
import llamajar.engine.LlamaModel;
import llamajar.engine.Session;

/// Measures one open model. Tokens are random: how long they take does not depend on which they
/// are.
final class Bench implements AutoCloseable {
  /// Until the JVM has compiled what matters, with some to spare.
  private static final double WARM_UP_SECONDS = 3;

  private static final double NANOS = 1e-9;

  private final Session session;
  private final Parts parts;
  private final int threads;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment logits;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int vocabularySize;

  Bench(LlamaModel model, Parts parts) {
    this.parts = parts;
    session = model.newSession();
    threads = model.options().threads();
    vocabularySize = model.vocabularySize();
    logits = arena.allocate(ValueLayout.JAVA_FLOAT, vocabularySize);
  }

  /// Runs a test without measuring, at least once, until the JVM is warm.
  void warmUp(BenchTest test) throws ContextFullException {
    double total = 0;
    while (total < WARM_UP_SECONDS) {
      total += seconds(test);
    }
  }

  /// Runs a test a number of times.
  BenchResult measure(BenchTest test, int repetitions) throws ContextFullException {
    List<Double> speeds = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      speeds.add(test.tokens() / seconds(test));
    }
    double speed = BenchResult.mean(speeds);
    return switch (test.kind()) {
      case PROMPT -> {
        double least = parts.leastSecondsToRead(test.tokens());
        double limit = parts.operations(test.tokens()) / least;
        yield new BenchResult(test, threads, speeds, limit, least / test.tokens() * speed);
      }
      case GENERATION -> {
        double least = parts.leastSecondsToGenerate();
        yield new BenchResult(test, threads, speeds, parts.weightBytes() / least, least * speed);
      }
    };
  }

  private double seconds(BenchTest test) throws ContextFullException {
    int[] tokens = random.ints(test.tokens(), 0, vocabularySize).toArray();
    session.truncate(0);
    long start = System.nanoTime();
    switch (test.kind()) {
      case PROMPT -> session.read(tokens, logits, Session.GO_ON);
      case GENERATION -> {
        for (int token : tokens) {
          session.read(new int[] {token}, logits, Session.GO_ON);
        }
      }
    }
    return (System.nanoTime() - start) * NANOS;
  }

  @Override
  public void close() {
    session.close();
    arena.close();
  }
}
