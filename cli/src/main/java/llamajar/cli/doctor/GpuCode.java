package llamajar.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.compute.KvType;
import llamajar.compute.Program;
import llamajar.compute.UnsupportedOpException;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.backend.ProgramCode;
import llamajar.cuda.cache.CacheReport;
import llamajar.cuda.cache.CompileCache;
import llamajar.cuda.cache.NotCachedException;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.ModuleException;
import llamajar.cuda.kernel.PtxLibrary;
import llamajar.gguf.TensorType;

/// The code that a model needs on a GPU: which kernels multiply which type, and how long it takes
/// to have their modules ready. Each module is loaded as it is when the model is opened.
final class GpuCode {
  private static final String COLUMNS = "  %-8s  %-40s  %s";

  private final CudaDevice device;
  private final CompileCache cache;
  private long milliseconds;

  GpuCode(CudaDevice device, CompileCache cache) {
    this.device = device;
    this.cache = cache;
  }

  /// Shows the code of a program.
  ///
  /// @param type of the store for keys and values
  void show(TextOutput out, Program program, KvType type) throws OutputException {
    out.line(
        "\ncode for GPU %d, %s%s"
            .formatted(
                device.ordinal(),
                device.name(),
                device.isSimulated() ? " (simulated: times are not those of a GPU's driver)" : ""));
    ProgramCode code;
    try {
      code = ProgramCode.of(program, type);
    } catch (UnsupportedOpException e) {
      out.line("  none: " + TerminalText.oneLine(String.valueOf(e.getMessage())));
      return;
    }
    out.line(COLUMNS.formatted("type", "kernels", "modules"));
    CudaBackend backend = new CudaBackend(device, cache::load);
    try (CudaContext context = device.retainContext()) {
      context.makeCurrent();
      for (Map.Entry<TensorType, List<String>> entry : code.products().entrySet()) {
        String kernels = backend.kernelFor(entry.getKey()).kernel();
        out.line(COLUMNS.formatted(entry.getKey(), kernels, load(context, entry.getValue())));
      }
      out.line(COLUMNS.formatted("-", "between products", load(context, code.others())));
    }
    out.line("  all modules: %d ms".formatted(milliseconds));
    for (String warning : cache.report().warnings()) {
      out.line("  " + TerminalText.oneLine(warning));
    }
  }

  private String load(CudaContext context, List<String> modules) {
    List<String> results = new ArrayList<>();
    for (String module : modules) {
      results.add("%s (%s)".formatted(module, load(context, module)));
    }
    return String.join(", ", results);
  }

  private String load(CudaContext context, String module) {
    try {
      cache.load(context, PtxLibrary.module(module, device.computeCapability())).close();
    } catch (NotCachedException e) {
      return "not in the cache";
    } catch (ModuleException e) {
      return "refused by the driver: " + TerminalText.oneLine(String.valueOf(e.getMessage()));
    }
    CacheReport.Load load = cache.report().loads().getLast();
    milliseconds += load.milliseconds();
    String how =
        switch (load.source()) {
          case CACHE -> "from the cache";
          case COMPILED -> "compiled";
          case REBUILT -> "compiled again, for the cache's entry was damaged";
        };
    return "%d ms, %s".formatted(load.milliseconds(), how);
  }
}
