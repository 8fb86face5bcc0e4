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
    unreadKeys();
  }

  private void overview() throws OutputException {
    ModelSummary summary = inspection.summary();
    out.line("file          %s".formatted(safe(file.path().toString())));
    out.line(
        "format        GGUF version %d, %s in %d %s"
            .formatted(
                file.version(),
                Amounts.bytes(file.fileSize()),
                file.parts().size(),
                file.parts().size() == 1 ? "file" : "files"));
    out.line("architecture  %s".formatted(safe(summary.architecture())));
    out.line(
        "weights       %s in %d tensors, %s, %.2f bits per weight"
            .formatted(
                Amounts.count(summary.weights()),
                file.tensors().size(),
                Amounts.bytes(summary.tensorBytes()),
                summary.bitsPerWeight()));
    out.line(
        "runs here     %s"
            .formatted(
                inspection.obstacle().isEmpty() ? "yes" : "no: " + safe(inspection.obstacle())));
  }

  private void metadata() throws OutputException {
    Metadata metadata = file.metadata();
    int width = metadata.keys().stream().mapToInt(String::length).max().orElse(0);
    out.line("\nmetadata: %d keys".formatted(metadata.keys().size()));
    for (String key : metadata.keys()) {
      MetadataValue value = metadata.value(key).orElseThrow();
      out.line(
          ("  %-" + Math.max(1, width) + "s  %-6s  %s")
              .formatted(safe(key), value.type().label(), value));
    }
  }

  private void tensors() throws OutputException {
    out.line("\ntensors: %d".formatted(file.tensors().size()));
    if (file.tensors().isEmpty()) {
      return;
    }
    int width = file.tensors().stream().mapToInt(tensor -> tensor.name().length()).max().orElse(1);
    String columns = "  %-" + Math.max(4, width) + "s  %-7s  %-20s  %14s  %14s";
    out.line(columns.formatted("name", "type", "shape", "bytes", "offset"));
    for (Tensor tensor : file.tensors()) {
      out.line(
          columns.formatted(
              safe(tensor.name()),
              tensor.type(),
              tensor.shape(),
              tensor.info().byteSize(),
              tensor.info().fileOffset()));
    }
  }

  private void types() throws OutputException {
    if (inspection.summary().types().isEmpty()) {
      return;
    }
    String columns = "  %-7s  %8s  %10s  %12s  %6s";
    out.line("\ntypes");
    out.line(columns.formatted("type", "tensors", "weights", "size", "share"));
    for (TypeTotal total : inspection.summary().types()) {
      out.line(
          columns.formatted(
              total.type(),
              total.tensors(),
              Amounts.count(total.weights()),
              Amounts.bytes(total.bytes()),
              Math.round(100.0 * total.bytes() / inspection.summary().tensorBytes()) + " %"));
    }
  }

  private void unused() throws OutputException {
    if (inspection.unused().isEmpty()) {
      return;
    }
    out.line("\nnot used when the model runs: %d tensors".formatted(inspection.unused().size()));
    for (Tensor tensor : inspection.unused()) {
      out.line("  %s".formatted(safe(tensor.toString())));
    }
  }

  private void unreadKeys() throws OutputException {
    if (inspection.unreadKeys().isEmpty()) {
      return;
    }
    out.line(
        "\nwithout influence when the model runs: %d keys"
            .formatted(inspection.unreadKeys().size()));
    for (String key : inspection.unreadKeys()) {
      out.line("  %s".formatted(safe(key)));
    }
  }

  private static String safe(String text) {
    return TerminalText.oneLine(text);
  }
}
