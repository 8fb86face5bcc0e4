package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.cpu.x64.platform.HugePages;
import llamajar.compute.cpu.x64.platform.PlatformException;
import llamajar.gguf.Tensor;

/// The weights of a program's products, in the mapped file or in memory of their own.
final class WeightMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  /// Smaller weights fit in few pages of any size.
  private static final long LEAST_FOR_HUGE = 64L << 20;

  private final Arena arena = Arena.ofShared();
  private final Map<Tensor, MemorySegment> copies = new HashMap<>();
  private final String description;

  /// Brings a program's weights where they are wanted.
  ///
  /// @throws IllegalArgumentException if [LoadMode#HUGE] was asked for and the system has no such
  ///   pages
  WeightMemory(Program program, LoadMode mode, int threads) {
    Collection<Tensor> weights = weights(program);
    long bytes = weights.stream().mapToLong(tensor -> padded(tensor.data().byteSize())).sum();
    Optional<String> whyNot = whyNotHuge(mode, bytes);
    if (whyNot.isPresent()) {
      weights.forEach(tensor -> HugePages.willNeed(tensor.data()));
      description = "weights: mapped (%s)".formatted(whyNot.get());
      return;
    }
    long start = System.nanoTime();
    try {
      copy(weights, HugePages.allocate(bytes, arena), threads);
    } catch (PlatformException e) {
      arena.close();
      throw new IllegalArgumentException("--load huge: " + e.reason(), e);
    }
    description =
        "weights: %d MiB copied to pages of 2 MiB in %.2f s"
            .formatted(bytes >> 20, (System.nanoTime() - start) * 1e-9);
  }

  /// Where they are, as a line for users.
  String description() {
    return description;
  }

  /// The bytes of a tensor.
  MemorySegment of(Tensor tensor) {
    return copies.getOrDefault(tensor, tensor.data());
  }

  private static Collection<Tensor> weights(Program program) {
    Collection<Tensor> weights = new LinkedHashSet<>();
    for (Op op : program.ops()) {
      if (op instanceof Op.MatMul matMul) {
        matMul.products().forEach(product -> weights.add(product.weight()));
      }
    }
    return weights;
  }

  private static Optional<String> whyNotHuge(LoadMode mode, long bytes) {
    return switch (mode) {
      case MMAP -> Optional.of("--load mmap");
      case HUGE -> {
        HugePages.whyUnavailable()
            .ifPresent(reason -> {
              throw new IllegalArgumentException("--load huge: " + reason);
            });
        yield Optional.empty();
      }
      case AUTO -> {
        if (bytes < LEAST_FOR_HUGE) {
          yield Optional.of("too few for pages of 2 MiB");
        }
        Optional<String> unavailable = HugePages.whyUnavailable();
        yield unavailable.isEmpty() && AvailableMemory.bytes() < 2 * bytes
            ? Optional.of("not twice as much memory is free")
            : unavailable;
      }
    };
  }

  /// Copies with several threads: most of the time the system fills pages with zeros first.
  private void copy(Collection<Tensor> weights, MemorySegment target, int threads) {
    List<Runnable> parts = new ArrayList<>();
    long offset = 0;
    for (Tensor tensor : weights) {
      MemorySegment source = tensor.data();
      MemorySegment copy = target.asSlice(offset, source.byteSize());
      parts.add(() -> copy.copyFrom(source));
      copies.put(tensor, copy.asReadOnly());
      offset += padded(source.byteSize());
    }
    try (ThreadTeam team = new ThreadTeam(threads)) {
      team.run(
          threads,
          member -> {
            for (int i = member; i < parts.size(); i += threads) {
              parts.get(i).run();
            }
          });
    }
  }

  private static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  @Override
  public void close() {
    arena.close();
  }
}
