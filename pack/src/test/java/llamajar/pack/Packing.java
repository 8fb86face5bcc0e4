package llamajar.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;

/// What tests of packing pack.
final class Packing {
  private Packing() {}

  /// A jar that looks like the program.
  static Path program(Path folder) throws IOException {
    Path jar = folder.resolve("program.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream stream = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(stream, manifest)) {
      for (String name :
          List.of("llamajar/", "llamajar/cli/Main.class", "llamajar/cli/demo/demo.gguf")) {
        out.putNextEntry(new JarEntry(name));
        out.write(name.repeat(20).getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /// A small model.
  static Path model(Path file) throws IOException {
    writer(file).write(file);
    return file;
  }

  /// A model whose tensors can be spread over files.
  static GgufWriter writer(Path file) {
    byte[] weights = new byte[4000];
    Arrays.fill(weights, (byte) 7);
    return new GgufWriter()
        .put("general.name", MetadataValue.string(String.valueOf(file.getFileName())))
        .tensor("a", TensorType.F32, TensorShape.of(1000), MemorySegment.ofArray(weights))
        .tensor("b", TensorType.F32, TensorShape.of(1000), MemorySegment.ofArray(weights));
  }

  /// An order for one model.
  static PackOrder order(Path program, Path target, Path... models) {
    String first = String.valueOf(models[0].getFileName());
    return new PackOrder(
        program,
        List.of(models),
        List.of("-m", first, "..."),
        PackOrder.DEFAULT_ALIGNMENT,
        Optional.empty(),
        target,
        false);
  }
}
