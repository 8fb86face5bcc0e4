package llamajar.compute.split;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;

/// Parts of a program that run one after the other.
final class SplitExecutable implements Executable {
  private final List<Part> parts;
  private final List<Executable> executables;

  /// @param executables of all parts, which this closes
  SplitExecutable(List<Part> parts, List<Executable> executables) {
    this.parts = List.copyOf(parts);
    this.executables = List.copyOf(executables);
  }

  @Override
  public int maxRows() {
    return executables.stream().mapToInt(Executable::maxRows).min().orElseThrow();
  }

  @Override
  public boolean keepsArithmetic() {
    return executables.stream().allMatch(Executable::keepsArithmetic);
  }

  @Override
  public KvStore newStore(KvType type, int blockCount) {
    return newStore(type, blockCount, blockCount);
  }

  @Override
  public KvStore newStore(KvType type, int blockCount, int windowBlockCount) {
    List<KvStore> stores = new ArrayList<>();
    try {
      for (Executable executable : executables) {
        stores.add(executable.newStore(type, blockCount, windowBlockCount));
      }
    } catch (RuntimeException | Error e) {
      stores.reversed().forEach(KvStore::close);
      throw e;
    }
    return new SplitKvStore(parts, stores);
  }

  @Override
  public void run(Batch batch, KvStore store, List<MemorySegment> given) {
    SplitKvStore stores = runAllButLast(batch, store, given);
    int last = parts.size() - 1;
    executables.get(last).run(batch, stores.part(last), given(parts.get(last)));
  }

  @Override
  public void runForBest(Batch batch, KvStore store, List<MemorySegment> given) {
    SplitKvStore stores = runAllButLast(batch, store, given);
    int last = parts.size() - 1;
    executables.get(last).runForBest(batch, stores.part(last), given(parts.get(last)));
  }

  private SplitKvStore runAllButLast(Batch batch, KvStore store, List<MemorySegment> given) {
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("a split program gets no rows from elsewhere");
    }
    SplitKvStore stores = (SplitKvStore) store;
    for (int i = 0; i < parts.size() - 1; i++) {
      executables.get(i).run(batch, stores.part(i), given(parts.get(i)));
    }
    return stores;
  }

  private List<MemorySegment> given(Part part) {
    List<MemorySegment> given = new ArrayList<>();
    for (Part.Source source : part.given()) {
      given.add(executables.get(source.part()).result(source.result()));
    }
    return given;
  }

  @Override
  public MemorySegment result(int index) {
    return executables.getLast().result(index);
  }

  @Override
  public int best(int index) {
    return executables.getLast().best(index);
  }

  @Override
  public MemorySegment logits(int index) {
    return executables.getLast().logits(index);
  }

  @Override
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    executables.forEach(executable -> lines.addAll(executable.describe()));
    return lines;
  }

  @Override
  public void close() {
    executables.reversed().forEach(Executable::close);
  }
}
