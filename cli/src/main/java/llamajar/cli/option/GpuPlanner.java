package llamajar.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import llamajar.compute.BackendException;
import llamajar.compute.Program;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.split.Layers;
import llamajar.compute.split.Part;
import llamajar.cuda.backend.MemoryNeed;

/// Divides the layers of a model among GPUs and the processor. GPUs get the last layers, in
/// proportion to their ratios.
final class GpuPlanner {
  private final Layers layers;
  private final List<GpuMemory> gpus;
  private final ToDoubleFunction<GpuMemory> ratio;
  private final Needs needs;

  /// How much memory a part of the program takes on a GPU.
  @FunctionalInterface
  interface Needs {
    /// @throws UnsupportedOpException if it can't be computed there
    MemoryNeed of(Program part, GpuMemory gpu);
  }

  /// @param ratio how much of the layers a GPU gets, compared to others; not negative
  GpuPlanner(
      Program program, List<GpuMemory> gpus, ToDoubleFunction<GpuMemory> ratio, Needs needs) {
    layers = Layers.of(program);
    this.gpus = List.copyOf(gpus);
    this.ratio = ratio;
    this.needs = needs;
  }

  /// Layers of the model.
  int layerCount() {
    return layers.count();
  }

  /// Everything, the embeddings included, if so many layers are all; else the last layers.
  ///
  /// @throws UnsupportedOpException if GPUs can't compute them, or the model can't be split there
  GpuPlan last(int count) {
    return count >= layerCount() ? from(0, true) : from(layerCount() - count, false);
  }

  /// As many of the last layers as fit, up to a number of them.
  ///
  /// @throws BackendException if not even the last one fits, saying how much is missing
  /// @throws UnsupportedOpException if GPUs can't compute them
  GpuPlan largest(int most) {
    GpuPlan plan = last(most);
    for (int first = Math.max(0, layerCount() - most); first < layerCount(); first++) {
      if (plan.shortage().isEmpty()) {
        return plan;
      }
      if (layers.whyNotBefore(first).isEmpty()) {
        plan = from(first, false);
      }
    }
    Optional<String> shortage = plan.shortage();
    if (shortage.isPresent()) {
      throw new BackendException(shortage.get());
    }
    return plan;
  }

  private GpuPlan from(int first, boolean embeds) {
    double sum = gpus.stream().mapToDouble(ratio).sum();
    List<GpuMemory> used = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    double before = 0;
    int count = layerCount() - first;
    for (GpuMemory gpu : gpus) {
      int begin = first + (int) Math.round(count * before / sum);
      before += ratio.applyAsDouble(gpu);
      int end = first + (int) Math.round(count * before / sum);
      if (end > begin) {
        used.add(gpu);
        begins.add(begin);
      }
    }
    List<Integer> cuts = embeds ? begins.subList(1, begins.size()) : begins;
    List<Part> parts = layers.parts(cuts);
    List<GpuPlan.Share> shares = new ArrayList<>();
    for (int i = 0; i < used.size(); i++) {
      int end = i + 1 < used.size() ? begins.get(i + 1) : layerCount();
      Program part = parts.get(embeds ? i : i + 1).program();
      MemoryNeed need = needs.of(part, used.get(i));
      shares.add(new GpuPlan.Share(used.get(i), begins.get(i), end, need));
    }
    return new GpuPlan(layerCount(), embeds, shares);
  }
}
