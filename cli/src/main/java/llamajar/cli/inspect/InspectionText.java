package llamajar.cli.inspect;

import llamajar.cli.model.Amounts;
import llamajar.cli.model.ModelSummary;
import llamajar.cli.model.TypeTotal;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Metadata;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.Tensor;

/// An inspection for people.
final class InspectionText {
  private final Inspection inspection;
  private final GgufFile file;
  private final TextOutput out;

  InspectionText(Inspection inspection, TextOutput out) {
    this.inspection = inspection;
    file = inspection.file();
    this.out = out;
  }

  void print() throws OutputException {
    overview();
    metadata();
    tensors();
    types();
    unused();
  }

  private void overview() throws OutputException {
    ModelSummary summary = inspection.summary();
    out.format("file          %s", safe(file.path().toString()));
    out.format(
        "format        GGUF version %d, %s in %d %s",
        file.version(),
        Amounts.bytes(file.fileSize()),
        file.parts().size(),
        file.parts().size() == 1 ? "file" : "files");
    out.format("architecture  %s", safe(summary.architecture()));
    out.format(
        "weights       %s in %d tensors, %s, %.2f bits per weight",
        Amounts.count(summary.weights()),
        file.tensors().size(),
        Amounts.bytes(summary.tensorBytes()),
        summary.bitsPerWeight());
    out.format(
        "runs here     %s",
        inspection.obstacle().isEmpty() ? "yes" : "no: " + safe(inspection.obstacle()));
  }

  private void metadata() throws OutputException {
    Metadata metadata = file.metadata();
    int width = metadata.keys().stream().mapToInt(String::length).max().orElse(0);
    out.format("%nmetadata: %d keys", metadata.keys().size());
    for (String key : metadata.keys()) {
      MetadataValue value = metadata.value(key).orElseThrow();
      out.format("  %-" + Math.max(1, width) + "s  %-6s  %s", safe(key), value.type().label(), value);
    }
  }

  private void tensors() throws OutputException {
    out.format("%ntensors: %d", file.tensors().size());
    if (file.tensors().isEmpty()) {
      return;
    }
    int width = file.tensors().stream().mapToInt(tensor -> tensor.name().length()).max().orElse(1);
    String columns = "  %-" + Math.max(4, width) + "s  %-7s  %-20s  %14s  %14s";
    out.format(columns, "name", "type", "shape", "bytes", "offset");
    for (Tensor tensor : file.tensors()) {
      out.format(
          columns,
          safe(tensor.name()),
          tensor.type(),
          tensor.shape(),
          tensor.info().byteSize(),
          tensor.info().fileOffset());
    }
  }

  private void types() throws OutputException {
    if (inspection.summary().types().isEmpty()) {
      return;
    }
    String columns = "  %-7s  %8s  %10s  %12s  %6s";
    out.format("%ntypes");
    out.format(columns, "type", "tensors", "weights", "size", "share");
    for (TypeTotal total : inspection.summary().types()) {
      out.format(
          columns,
          total.type(),
          total.tensors(),
          Amounts.count(total.weights()),
          Amounts.bytes(total.bytes()),
          Math.round(100.0 * total.bytes() / inspection.summary().tensorBytes()) + " %");
    }
  }

  private void unused() throws OutputException {
    if (inspection.unused().isEmpty()) {
      return;
    }
    out.format("%nnot used when the model runs: %d tensors", inspection.unused().size());
    for (Tensor tensor : inspection.unused()) {
      out.format("  %s", safe(tensor.toString()));
    }
  }

  private static String safe(String text) {
    return TerminalText.oneLine(text);
  }
}
