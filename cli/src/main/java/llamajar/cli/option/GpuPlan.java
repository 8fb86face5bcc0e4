package llamajar.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import llamajar.compute.Backend;
import llamajar.compute.split.SplitBackend;
import llamajar.cuda.backend.MemoryNeed;

/// Which layers of a model GPUs compute. The last one computes the output as well.
///
/// @param layerCount layers of the model
/// @param embeds whether the first GPU computes the embeddings, too; else the processor does, and
///   the layers before the first share's
/// @param shares in the order of their layers, at least one
record GpuPlan(int layerCount, boolean embeds, List<Share> shares) {
  private static final long MIB = 1 << 20;

  /// Left for compiled code, captured graphs, and rows of logits beyond the first.
  private static final long RESERVE = 64 * MIB;

  /// What one GPU computes.
  ///
  /// @param firstLayer counted from 0
  /// @param endLayer one past its last layer
  record Share(GpuMemory gpu, int firstLayer, int endLayer, MemoryNeed need) {
    private long missing() {
      return need.total() + RESERVE - gpu.freeBytes();
    }

    private String layers() {
      return endLayer - firstLayer == 1
          ? "layer " + firstLayer
          : "layers %d to %d".formatted(firstLayer, endLayer - 1);
    }

    private String needs() {
      String where =
          switch (need.cachePlace()) {
            case DEVICE -> "";
            case MAIN_MEMORY -> " in main memory";
          };
      return "weights %d MiB, keys and values %d MiB%s, scratch %d MiB"
          .formatted(mib(need.weights()), mib(need.cache()), where, mib(need.scratch()));
    }

    private static long mib(long bytes) {
      return Math.ceilDiv(bytes, MIB);
    }
  }

  /// Copies the list.
  GpuPlan {
    shares = List.copyOf(shares);
  }

  /// How many layers GPUs compute.
  int gpuLayers() {
    return layerCount - shares.getFirst().firstLayer();
  }

  /// What does not fit, and how much is missing; empty if all fits.
  Optional<String> shortage() {
    return shares.stream()
        .filter(share -> share.missing() > 0)
        .findFirst()
        .map(share ->
            "GPU %d (%s) has not enough memory for %s of %d: %s; %d MiB are free, %d MiB missing"
                .formatted(
                    share.gpu().ordinal(),
                    share.gpu().name(),
                    share.layers(),
                    layerCount,
                    share.needs(),
                    share.gpu().freeBytes() / MIB,
                    Share.mib(share.missing())));
  }

  /// What is told when the model is opened, a line for each device.
  ///
  /// @param whyProcessor why the processor computes layers, if it does
  List<String> lines(String whyProcessor) {
    List<String> lines = new ArrayList<>();
    for (Share share : shares) {
      boolean last = share.endLayer() == layerCount;
      lines.add(
          "GPU %d: %s, %d of %d MiB free; %s; %s of %d%s"
              .formatted(
                  share.gpu().ordinal(),
                  share.gpu().name(),
                  share.gpu().freeBytes() / MIB,
                  share.gpu().totalBytes() / MIB,
                  share.needs(),
                  share.layers(),
                  layerCount,
                  last ? " and the output" : ""));
    }
    int first = shares.getFirst().firstLayer();
    if (!embeds) {
      String layers = first == 0 ? "" : " and %d of %d layers".formatted(first, layerCount);
      lines.add("CPU: the embeddings%s, %s".formatted(layers, whyProcessor));
    }
    return lines;
  }

  /// What executes the model so.
  ///
  /// @param cpu computes what no GPU does
  /// @param gpu makes the backend of a GPU, by its ordinal
  Backend backend(Backend cpu, IntFunction<Backend> gpu) {
    Backend first = embeds ? gpu.apply(shares.getFirst().gpu().ordinal()) : cpu;
    List<SplitBackend.Share> others = new ArrayList<>();
    for (Share share : shares.subList(embeds ? 1 : 0, shares.size())) {
      others.add(new SplitBackend.Share(gpu.apply(share.gpu().ordinal()), share.firstLayer()));
    }
    return others.isEmpty() ? first : new SplitBackend(first, others);
  }
}
