package llamajar.compute.split;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import llamajar.compute.Backend;
import llamajar.compute.Executable;
import llamajar.compute.KernelChoice;
import llamajar.compute.Program;
import llamajar.gguf.TensorType;

/// Runs consecutive layers of a model on backends of their own.
public final class SplitBackend implements Backend {
  private final Backend first;
  private final List<Share> others;

  /// Layers that a backend computes: from one up to the next share's, or up to the output.
  ///
  /// @param firstLayer counted from 0; the embeddings come before it
  public record Share(Backend backend, int firstLayer) {}

  /// A backend that computes the embeddings and the first layers, and those that follow it.
  ///
  /// @param others in the order of their layers; at least one
  public SplitBackend(Backend first, List<Share> others) {
    this.first = first;
    this.others = List.copyOf(others);
  }

  /// A part of a program, and what computes it.
  public record Assignment(Backend backend, Program program) {}

  /// Who computes which part of a program, in the order of the layers.
  ///
  /// @throws llamajar.compute.UnsupportedOpException if the program can't be cut there
  public List<Assignment> assign(Program program) {
    List<Part> parts = parts(program);
    List<Backend> backends = backends();
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      assignments.add(new Assignment(backends.get(i), parts.get(i).program()));
    }
    return assignments;
  }

  private List<Part> parts(Program program) {
    return Layers.of(program).parts(others.stream().map(Share::firstLayer).toList());
  }

  /// The backends of all parts, in the order of their layers.
  public List<Backend> backends() {
    List<Backend> all = new ArrayList<>(List.of(first));
    others.forEach(share -> all.add(share.backend()));
    return all;
  }

  @Override
  public String name() {
    return backends().stream().map(Backend::name).distinct().collect(Collectors.joining("+"));
  }

  /// Which kernels multiply weights of this type, those of all backends that differ.
  @Override
  public KernelChoice kernelFor(TensorType type) {
    Set<String> kernels = new LinkedHashSet<>();
    Set<String> reasons = new LinkedHashSet<>();
    for (Backend backend : backends()) {
      KernelChoice choice = backend.kernelFor(type);
      kernels.add(choice.kernel());
      if (!choice.reason().isEmpty()) {
        reasons.add(choice.reason());
      }
    }
    return new KernelChoice(String.join("; ", kernels), String.join("; ", reasons));
  }

  @Override
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    backends().forEach(backend -> lines.addAll(backend.describe()));
    return lines;
  }

  /// Compiles each part. If one of them fails, those before it are closed.
  ///
  /// @throws llamajar.compute.UnsupportedOpException also if the program can't be cut there
  @Override
  public Executable compile(Program program, int maxRows) {
    List<Part> parts = parts(program);
    List<Backend> backends = backends();
    List<Executable> executables = new ArrayList<>();
    try {
      for (int i = 0; i < parts.size(); i++) {
        executables.add(backends.get(i).compile(parts.get(i).program(), maxRows));
      }
    } catch (RuntimeException | Error e) {
      executables.reversed().forEach(Executable::close);
      throw e;
    }
    return new SplitExecutable(parts, executables);
  }
}
