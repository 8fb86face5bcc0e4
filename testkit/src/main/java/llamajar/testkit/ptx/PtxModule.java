package llamajar.testkit.ptx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Code;
import llamajar.testkit.ptx.machine.DeviceMemorySpace;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.op.Translator;
import llamajar.testkit.ptx.syntax.PtxFunction;
import llamajar.testkit.ptx.syntax.PtxText;
import llamajar.testkit.ptx.syntax.PtxVariable;

/// Code that is loaded on a simulated device, with its variables.
public final class PtxModule {
  private final DeviceMemorySpace memory;
  private final PtxText text;
  private final Map<String, PtxKernel> kernels = new LinkedHashMap<>();
  private final Map<String, Region> variables = new HashMap<>();

  private PtxModule(PtxText text, DeviceMemorySpace memory) {
    this.text = text;
    this.memory = memory;
  }

  static PtxModule of(PtxText text, DeviceLimits limits, DeviceMemorySpace memory) {
    int target = capability(text.target());
    if (target > limits.capability()) {
      throw new IllegalArgumentException(
          "PTX for %s does not run on sm_%d".formatted(text.target(), limits.capability()));
    }
    PtxModule module = new PtxModule(text, memory);
    try {
      module.fill();
    } catch (RuntimeException e) {
      module.unload();
      throw e;
    }
    return module;
  }

  private static int capability(String target) {
    String digits = target.replaceAll("\\D", "");
    if (!target.startsWith("sm_") || digits.isEmpty()) {
      throw new IllegalArgumentException("unknown target " + target);
    }
    return Integer.parseInt(digits);
  }

  private void fill() {
    Map<String, Long> addresses = new HashMap<>();
    List<PtxVariable> shared = new ArrayList<>();
    for (PtxVariable variable : text.variables()) {
      if (variable.space().equals("shared")) {
        shared.add(variable);
      } else {
        // Variables without initializer are zero, so all of them are written.
        int bytes = Math.toIntExact(variable.bytes());
        Region region = memory.allocate("the variable " + variable.name(), bytes);
        region.fill(0, bytes, (byte) 0);
        region.write(0, variable.initial(), 0, variable.initial().length);
        variables.put(variable.name(), region);
        addresses.put(variable.name(), region.address());
      }
    }
    for (PtxFunction function : text.functions()) {
      if (function.entry()) {
        Code code = Translator.translate(function, shared, addresses);
        kernels.put(function.name(), new PtxKernel(code));
      }
    }
  }

  /// The PTX version: 10 × major + minor.
  public int version() {
    return text.version();
  }

  /// The architecture it is for, such as `sm_80`.
  public String target() {
    return text.target();
  }

  /// All its kernels.
  public List<PtxKernel> kernels() {
    return List.copyOf(kernels.values());
  }

  /// A kernel by its name.
  public Optional<PtxKernel> kernel(String name) {
    return Optional.ofNullable(kernels.get(name));
  }

  /// A variable in device memory by its name.
  public Optional<Region> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /// Gives its variables' memory back.
  public void unload() {
    variables.values().forEach(region -> memory.free(region.address()));
    variables.clear();
  }
}
