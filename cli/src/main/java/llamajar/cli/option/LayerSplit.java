package llamajar.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamajar.compute.BackendException;
import llamajar.cuda.backend.CachePlace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-ngl`, `-mg`, `-sm`, `-ts` and `--no-kv-offload`: what which GPU computes and keeps.
final class LayerSplit {
  @Option(
      names = {"-ngl", "--n-gpu-layers", "--gpu-layers"},
      paramLabel = "N",
      description =
          "how many of the last layers GPUs compute, with the output: a number, all or auto"
              + " (default: auto, as many as fit)")
  private String layers = "auto";

  @Option(
      names = {"-mg", "--main-gpu"},
      paramLabel = "N",
      description = "which GPU computes with -sm none, from 0 (default: ${DEFAULT-VALUE})")
  private int ordinal;

  @Option(
      names = {"-sm", "--split-mode"},
      paramLabel = "MODE",
      description = "none: one GPU computes (default); layer: all do, each its layers")
  private @Nullable String splitMode;

  @Option(
      names = {"-ts", "--tensor-split"},
      paramLabel = "N,N,…",
      description =
          "in which proportion GPUs get layers, as 3,1; means -sm layer (default: that of their free"
              + " memory)")
  private @Nullable String tensorSplit;

  @Option(
      names = {"-nkvo", "--no-kv-offload"},
      description =
          "keep keys and values in main memory, where GPUs read them over the bus: room for more"
              + " layers, but slower with long texts")
  private boolean keepsCache;

  private @Nullable Integer count;
  private List<Double> ratios = List.of();

  /// Reads what was given.
  ///
  /// @throws UsageException if it can't be understood, or there is no such thing
  void check() {
    count = count(layers);
    String mode = splitMode == null ? (tensorSplit == null ? "none" : "layer") : splitMode;
    switch (mode) {
      case "layer" -> {}
      case "none" -> {
        if (tensorSplit != null) {
          throw new UsageException("-ts divides layers among GPUs, which -sm none excludes");
        }
      }
      case "row" ->
          throw new UsageException("-sm row: matrices are not split over GPUs; use -sm layer");
      default ->
          throw new UsageException(
              "-sm %s: there is no such mode; choose none or layer".formatted(mode));
    }
    splitMode = mode;
    if (tensorSplit != null) {
      ratios = ratios(tensorSplit);
    }
  }

  private static @Nullable Integer count(String text) {
    if (text.equals("auto")) {
      return null;
    }
    try {
      int number = text.equals("all") ? -1 : Integer.parseInt(text);
      if (number >= -1) {
        return number == -1 ? Integer.MAX_VALUE : number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new UsageException("-ngl %s: give a number of layers, all or auto".formatted(text));
  }

  private static List<Double> ratios(String text) {
    List<Double> ratios = new ArrayList<>();
    for (String part : text.split("[,/]", -1)) {
      try {
        ratios.add(Double.parseDouble(part));
      } catch (NumberFormatException e) {
        ratios.add(-1.0);
      }
    }
    double sum = ratios.stream().mapToDouble(Double::doubleValue).sum();
    boolean valid = ratios.stream().allMatch(ratio -> ratio >= 0) && sum > 0;
    if (!valid || Double.isInfinite(sum)) {
      throw new UsageException("-ts %s: give a proportion for each GPU, as 3,1".formatted(text));
    }
    return ratios;
  }

  /// How many layers GPUs are to compute; null: as many as fit.
  @Nullable Integer layers() {
    return count;
  }

  /// The GPUs that compute.
  ///
  /// @param deviceCount how many there are
  /// @throws BackendException if one was asked for that is not there
  List<Integer> choose(int deviceCount) {
    if (!"layer".equals(splitMode)) {
      if (ordinal < 0 || ordinal >= deviceCount) {
        throw new BackendException(
            "-mg %d: GPUs are numbered from 0, and there are %d of them"
                .formatted(ordinal, deviceCount));
      }
      return List.of(ordinal);
    }
    if (ratios.size() > deviceCount) {
      throw new BackendException(
          "-ts names proportions for %d GPUs, and there are %d of them"
              .formatted(ratios.size(), deviceCount));
    }
    int used = ratios.isEmpty() ? deviceCount : ratios.size();
    return IntStream.range(0, used).boxed().toList();
  }

  /// Where keys and values of layers are that GPUs compute.
  CachePlace cachePlace() {
    return keepsCache ? CachePlace.MAIN_MEMORY : CachePlace.DEVICE;
  }

  /// How much of the layers a GPU gets, compared to others.
  double ratio(GpuMemory gpu) {
    return ratios.isEmpty() ? gpu.freeBytes() : ratios.get(gpu.ordinal());
  }
}
